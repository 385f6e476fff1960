'use strict';

const assert = require('assert');
const FakeApp = require('../support/fakeApp');
const { Authority } = require('../support/certificates');
const { startTlsRedis } = require('../support/tls');
const { startTlsPeer, startPlain } = require('./server');
const component = require('../../lib/components/globalChannel');
const { call, logged } = require('../service/helpers');

const PASSWORD = 'hunter2';

describe('a start with tls', () => {
  let authority;
  let stranger;
  let good;
  /** @type {any[]} servers and services to be ended after the test */
  let ends = [];

  before(() => {
    authority = new Authority('authority');
    stranger = new Authority('stranger');
    good = authority.sign('good');
  });
  afterEach(async () => {
    for (const end of ends) await end();
    ends = [];
  });

  const peerOf = async (pair, more) => {
    const peer = await startTlsPeer(pair, more);
    ends.push(() => peer.close());
    return peer;
  };
  const plainOf = async (greet) => {
    const peer = await startPlain(greet);
    ends.push(() => peer.close());
    return peer;
  };
  const redisOf = async (more) => {
    const redis = await startTlsRedis(authority, good, more);
    ends.push(() => redis.stop());
    return redis;
  };

  /** What start answers, with time enough for what waits. */
  const start = async (port, tls, more) => {
    const service = component(new FakeApp(['c1']), { host: '127.0.0.1', port, password: PASSWORD, tls, startTimeout: 300000, connectTimeout: 60000, ...more });
    ends.unshift(() => call(service, 'stop', true));
    const [error] = await call(service, 'start');
    return { service, error };
  };

  const succeeds = async (port, tls, more) => {
    const { service, error } = await start(port, tls, more);
    assert.strictEqual(error, null);
    assert.deepStrictEqual(await call(service, 'add', 'n', 'u', 'c1'), [null]);
  };

  /** It fails at once, for this reason, and says it in one line of the log. */
  const fails = async (port, tls, pattern, more) => {
    let got;
    const lines = await logged(async () => { got = await start(port, tls, more); });
    assert.strictEqual(got.error.code, 'ETLS', got.error.message);
    assert.match(got.error.message, pattern);
    assert.match(got.error.message, new RegExp(`^cannot connect to Redis at (127\\.0\\.0\\.1|localhost):${port}: `));
    assert.deepStrictEqual(lines.map(({ text }) => / not trying again$/.test(text)), [true, false], JSON.stringify(lines));
  };

  const refused = async (port, tls, pattern) => {
    const lines = await logged(async () => {
      const { error } = await start(port, tls);
      assert.strictEqual(error.code, 'ETLS', error.message);
      assert.match(error.message, pattern);
    });
    assert.ok(lines.length <= 3, JSON.stringify(lines));
  };

  it('succeeds by name and by address', async () => {
    const { tlsPort } = await redisOf(['--requirepass', PASSWORD]);
    await succeeds(tlsPort, { ca: authority.ca }, { host: 'localhost' });
    await succeeds(tlsPort, { ca: authority.ca }, { host: '127.0.0.1' });
    await succeeds(tlsPort, { ca: [stranger.ca, authority.ca] }, { host: undefined, port: undefined, url: `rediss://127.0.0.1:${tlsPort}` });
  });

  it('shows a certificate to a server that wants one', async () => {
    const { tlsPort } = await redisOf(['--requirepass', PASSWORD, '--tls-auth-clients', 'yes']);
    const me = authority.sign('me', { passphrase: 'p' });
    await succeeds(tlsPort, { ca: authority.ca, ...me, passphrase: 'p' });
    await succeeds(tlsPort, { ca: authority.ca, pfx: authority.bundle(good, 'q'), passphrase: 'q' });
    // With TLS 1.3 the server's refusal may be lost, once.
    for (const version of ['TLSv1.2', 'TLSv1.3']) {
      const tls = { ca: authority.ca, minVersion: version, maxVersion: version };
      await refused(tlsPort, tls, /it wants a certificate of ours/);
      await refused(tlsPort, { ...tls, ...stranger.sign('me') }, /it does not accept our certificate/);
    }
  });

  it('says the name that the certificate must have, and none for an address', async () => {
    const peer = await peerOf(good);
    await succeeds(peer.port, { ca: authority.ca }, { host: 'localhost' });
    await succeeds(peer.port, { ca: authority.ca });
    assert.deepStrictEqual(peer.names, ['localhost', false]);
    const other = await peerOf(authority.sign('named', { hosts: 'DNS:redis.example' }));
    await succeeds(other.port, { ca: authority.ca, servername: 'redis.example' });
    assert.deepStrictEqual(other.names, ['redis.example']);
  });

  const untrusted = {
    'for another host': [() => authority.sign('other', { hosts: 'DNS:other.example' }), /its certificate is for another host/],
    'for another address': [() => authority.sign('elsewhere', { hosts: 'IP:10.9.9.9,DNS:127.0.0.1' }), /its certificate is for another host/],
    'of an unknown authority': [() => stranger.sign('good'), /the authority of its certificate is not known here/],
    'signed by itself': [() => stranger.alone('self'), /the authority of its certificate is not known here/],
    'that has expired': [() => authority.sign('old', { expired: true }), /its certificate has expired/],
  };
  for (const [what, [pairOf, pattern]] of Object.entries(untrusted)) {
    for (const version of ['TLSv1.2', 'TLSv1.3']) {
      it(`fails at once on a certificate ${what} (${version}), and no password leaves, however often`, async () => {
        const peer = await peerOf(pairOf(), { minVersion: version, maxVersion: version });
        const { service, error } = await start(peer.port, { ca: authority.ca });
        assert.strictEqual(error.code, 'ETLS');
        for (let i = 0; i < 2; i++) {
          const [again] = await call(service, 'start');
          assert.match(again.message, pattern);
        }
        await fails(peer.port, { ca: authority.ca }, pattern);
        assert.strictEqual(peer.heard, '');
        assert.ok(!peer.resumed.includes(true));
      });
    }
  }

  it('that takes whoever answers is warned of, and works', async () => {
    const peer = await peerOf(stranger.sign('other', { hosts: 'DNS:other.example' }));
    const lines = await logged(() => succeeds(peer.port, { rejectUnauthorized: false }));
    assert.strictEqual(lines.filter(({ text }) => /rejectUnauthorized is false/.test(text)).length, 1);
  });

  it('fails at once on what answers other than TLS', async () => {
    for (const words of ['-ERR unknown command\r\n', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'SSH-2.0-OpenSSH_9.2\r\n', '+PONG\r\n']) {
      const plain = await plainOf((socket) => socket.write(words.padEnd(10, '\n')));
      await fails(plain.port, { ca: authority.ca }, /what answers there does not speak TLS/);
      assert.ok(!plain.heard.includes(PASSWORD));
    }
  });

  it('waits for one that is silent, and asks whether it speaks TLS', async () => {
    const plain = await plainOf();
    const { error } = await start(plain.port, { ca: authority.ca }, { connectTimeout: 100, startTimeout: 500 });
    assert.strictEqual(error.code, 'ETIMEDOUT');
    assert.match(error.message, /cannot connect to Redis at 127\.0\.0\.1:\d+: no TLS handshake within 100 ms; does this port speak TLS\?$/);
    assert.ok(!plain.heard.includes(PASSWORD));
  });

  it('waits for one that hangs up', async () => {
    let left = 3;
    const peer = await peerOf(good);
    const plain = await plainOf((socket) => {
      if (left-- > 0) return socket.once('data', () => socket.destroy());
      const { connect } = require('net');
      socket.pipe(connect(peer.port, '127.0.0.1')).pipe(socket);
    });
    const lines = await logged(() => succeeds(plain.port, { ca: authority.ca }));
    const told = lines.filter(({ text }) => /the connection was closed during the TLS handshake; does it want a certificate of ours\?; trying again in/.test(text));
    assert.strictEqual(told.length, 3, JSON.stringify(lines));
  });

  it('of Redis on a port without TLS is no other than of a silent server', async () => {
    const redis = await redisOf();
    const { error } = await start(redis.port, { ca: authority.ca }, { connectTimeout: 200, startTimeout: 600 });
    assert.ok(['ETIMEDOUT', 'ETLS'].includes(error.code), error.message);
    assert.match(error.message, /TLS/);
  });

  it('without tls on a port that speaks it says what answers', async () => {
    const { tlsPort } = await redisOf();
    const { error } = await start(tlsPort, undefined, { connectTimeout: 300, startTimeout: 900 });
    assert.ok(error instanceof Error);
  });
});
