'use strict';

const assert = require('assert');
const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { inspect } = require('util');
const { parse } = require('../../lib/options');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');
const { Authority } = require('../support/certificates');
const FakeApp = require('../support/fakeApp');
const { call } = require('../service/helpers');

const refusal = (opts) => {
  const { error } = parse(opts);
  assert.strictEqual(error && error.code, 'EINVAL', inspect(opts));
  return error.message;
};

const starts = (text, start) => assert.ok(text.startsWith(start), `${text}\n  does not begin with: ${start}`);

describe('the option tls', () => {
  const wrong = [
    ['yes', ': got "yes", expected true or an object'], [1, ': got 1'], [[], ': got an array'], [() => {}, ': got a function'],
    [{ ca: 7 }, '.ca: got a number'], [{ ca: '' }, '.ca: got a string'], [{ ca: [] }, '.ca: the list is empty'], [{ ca: ['a', null] }, '.ca[1]: it is not given'],
    [{ cert: true }, '.cert: got a boolean'], [{ key: 'MIIsecret\nsecret' }, '.key: got a string'], [{ key: ['k', 'secret\0'] }, '.key[1]: got a string'],
    [{ key: `MII${'secret'.repeat(20)}-----END PRIVATE KEY-----` }, '.key: got a string'], [{ key: ['k', `LS0t${'secret+/='.repeat(10)}`] }, '.key[1]: got a string'],
    [{ pfx: `MII${'secret '.repeat(20)}` }, '.pfx: got a string'], [{ key: '----BEGIN PRIVATE KEY----- secret' }, '.key: got a string'],
    [{ pfx: 7 }, '.pfx: got a number'], [{ pfx: 'secret\n' }, '.pfx: got a string'],
    [{ passphrase: {} }, '.passphrase: got an object'], [{ passphrase: ['secret'] }, '.passphrase: got an array'],
    [Buffer.from('secret'), ': got an object'], [new Map([['ca', 'secret']]), ': got an object'],
    [{ checkServerIdentity: 'no' }, '.checkServerIdentity: got "no", expected a function'],
    [{ servername: 7 }, '.servername: got 7'], [{ servername: 'a b' }, '.servername: got "a b"'],
  ];
  for (const option of ['tls', 'sentinelTLS']) {
    for (const [value, rest] of wrong) {
      it(`${option} may not be ${inspect(value)}`, () => {
        const text = refusal({ [option]: value });
        starts(text, `option ${option}${rest}`);
        assert.ok(!text.includes('secret'), text);
      });
    }
  }

  it('may be a path, also a long one', () => {
    for (const key of [`Many/${'folders/'.repeat(20)}key.pem`, 'M/key', `/${'folders/'.repeat(20)}key`]) assert.ifError(parse({ tls: { key } }).error);
  });

  it('is not given when it is false', () => {
    for (const tls of [false, null, undefined, '']) assert.strictEqual(parse({ tls }).options.tls, null);
  });

  it('has what it was given in no place where anybody might look', () => {
    const { options } = parse({ tls: { passphrase: 'secret', key: '-----BEGIN secret', pfx: Buffer.from('secret') }, sentinelPassword: 'secret' });
    for (const text of [inspect(options, { showHidden: true, depth: Infinity, getters: true }), JSON.stringify(options)]) assert.ok(!/secret|115,\s*101/.test(text), text);
  });
});

describe('what tls.connect is given', () => {
  const optionsOf = (tls, host = 'h', port = 1) => parse({ tls }).options.tls.optionsFor(host, port);
  const sentinelOptionsOf = (opts) => parse(opts).options.sentinelTLS.optionsFor('h', 1);

  it('is the name of the host, and none for an address', () => {
    for (const [host, name] of [['redis.local', 'redis.local'], ['redis.local.', 'redis.local'], ['10.0.0.1', ''], ['::1', ''], ['fe80::1%eth0', '']]) {
      assert.strictEqual(optionsOf(true, host).servername, name);
    }
    assert.strictEqual(optionsOf({ servername: 'x' }, '10.0.0.1').servername, 'x');
    assert.strictEqual(optionsOf({ servername: '10.0.0.9' }, 'h').servername, '');
  });

  it('checks the name that is expected, whatever Node thinks', () => {
    const seen = (tls, host) => {
      const names = [];
      optionsOf({ ...tls, checkServerIdentity: (name) => { names.push(name); } }, host).checkServerIdentity('other', {});
      return names;
    };
    assert.deepStrictEqual(seen({}, 'redis.local'), ['redis.local']);
    assert.deepStrictEqual(seen({}, '10.0.0.1'), ['10.0.0.1']);
    assert.deepStrictEqual(seen({ servername: 'x' }, '10.0.0.1'), ['x']);
    assert.deepStrictEqual(seen({ servername: '10.0.0.9' }, 'h'), ['10.0.0.9']);
  });

  it('is everything else as it was given, but for what is ours', () => {
    const given = { minVersion: 'TLSv1.3', ciphers: 'c', rejectUnauthorized: false, host: 'x', port: 9, path: '/s', socket: {}, session: 's', onread: {} };
    const got = optionsOf(given);
    assert.deepStrictEqual([got.minVersion, got.ciphers, got.rejectUnauthorized, got.host, got.port], ['TLSv1.3', 'c', false, 'h', 1]);
    for (const name of ['path', 'socket', 'session', 'onread']) assert.strictEqual(got[name], undefined);
  });

  it('is nothing that is null', () => {
    const names = ['ca', 'secureContext', 'checkServerIdentity', 'minVersion', 'rejectUnauthorized'];
    const got = optionsOf(Object.fromEntries(names.map((name) => [name, null])), 'localhost');
    assert.match(String(got.checkServerIdentity('', { subject: { CN: 'x' } })), /ERR_TLS_CERT_ALTNAME|does not match/);
    assert.deepStrictEqual(names.filter((name) => got[name] === null), []);
  });

  it('is for sentinels what proves who one is, and no name', () => {
    const tls = { ca: '-----BEGIN a', cert: '-----BEGIN b', key: '-----BEGIN c', passphrase: 'p', servername: 'x', rejectUnauthorized: false };
    const { ca, cert, key, passphrase, servername, rejectUnauthorized } = sentinelOptionsOf({ tls, sentinelTLS: true });
    assert.deepStrictEqual([ca, cert, key, passphrase, servername, rejectUnauthorized], [tls.ca, tls.cert, tls.key, 'p', 'h', undefined]);
    assert.strictEqual(sentinelOptionsOf({ tls, sentinelTLS: { servername: 'y' } }).servername, 'y');
    assert.strictEqual(sentinelOptionsOf({ tls, sentinelTLS: { servername: 'y' } }).ca, undefined);
    assert.strictEqual(sentinelOptionsOf({ sentinelTLS: true }).servername, 'h');
  });
});

describe('the files of tls', () => {
  let authority;
  let me;
  let locked;
  let app;

  before(() => {
    authority = new Authority('authority');
    me = authority.sign('me');
    locked = authority.sign('locked', { passphrase: 'right' });
    app = new FakeApp();
    app.getBase = () => authority.dir;
  });

  /** What start says; a Redis is not looked for. */
  async function startError(opts) {
    const manager = new RedisGlobalChannelManager(app, { startTimeout: 1, ...opts });
    const [error] = await call(manager, 'start');
    return error;
  }

  const check = async (tls, pattern) => {
    for (const opts of [{ tls, port: 1 }, { sentinelTLS: tls, sentinels: ['127.0.0.1:1'], name: 'm' }]) {
      const [option] = Object.keys(opts);
      const { code, message } = await startError(opts);
      assert.strictEqual(code, 'EINVAL', message);
      const { source } = pattern(option);
      assert.match(message, new RegExp(`^option ${option}${source}`));
      assert.ok(!message.includes('wrong passphrase'));
    }
  };

  const name = (file) => path.basename(file);
  const text = (file) => fs.readFileSync(file, 'utf8');

  it('are found from the base of the application', async () => {
    const { code } = await startError({ port: 1, tls: { ca: name(authority.ca), cert: name(me.cert), key: name(me.key) } });
    assert.notStrictEqual(code, 'EINVAL');
  });

  it('that cannot be read are told with their path and the reason', async () => {
    for (const each of ['ca', 'cert', 'key', 'crl', 'pfx']) {
      await check({ [each]: 'no/such.pem' }, () => new RegExp(`\\.${each}: ${path.join(authority.dir, 'no/such.pem')} cannot be read: ENOENT: no such file`));
    }
    await check({ ca: [authority.ca, '.'] }, () => new RegExp(`\\.ca\\[1\\]: ${authority.dir} cannot be read: EISDIR`));
  });

  it('that are not what they should be are told by name', async () => {
    const junk = path.join(authority.dir, 'junk.pem');
    fs.writeFileSync(junk, 'junk');
    await check({ ca: junk }, () => new RegExp(`\\.ca: ${junk} is no certificate in PEM \\(`));
    await check({ ca: [authority.ca, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'] }, () => /\.ca\[1\]: it is no certificate in PEM \(/);
    await check({ cert: junk, key: me.key }, () => new RegExp(`\\.cert: ${junk} is no certificate in PEM \\(`));
    await check({ cert: me.cert, key: ['junk.pem'] }, () => new RegExp(`\\.key\\[0\\]: ${junk} is no private key in PEM \\(`));
    await check({ crl: authority.ca }, () => new RegExp(`\\.crl: ${authority.ca} is no list of revoked certificates in PEM \\(`));
    await check({ pfx: junk }, (option) => new RegExp(`\\.pfx: ${junk} is no PKCS#12 that ${option}\\.passphrase opens \\(`));
  });

  it('whose passphrase is wrong or missing', async () => {
    await check({ cert: locked.cert, key: locked.key, passphrase: 'wrong passphrase' }, (option) => new RegExp(`\\.passphrase: it does not open ${option}\\.key \\(`));
    await check({ cert: locked.cert, key: locked.key }, (option) => new RegExp(`\\.passphrase: it is not given, and ${option}\\.key is encrypted$`));
    await check({ pfx: authority.bundle(me, 'right'), passphrase: 'wrong passphrase' }, () => /\.pfx: .* opens \(/);
  });

  it('that do not belong together', async () => {
    await check({ cert: me.cert, key: authority.key }, (option) => new RegExp(`\\.key: it does not belong to ${option}\\.cert \\(`));
    await check({ cert: me.cert }, (option) => new RegExp(`\\.key: it is not given, but ${option}\\.cert is$`));
    await check({ key: me.key }, (option) => new RegExp(`\\.cert: it is not given, but ${option}\\.key is$`));
  });

  it('and settings that Node does not know', async () => {
    await check({ ciphers: 'no-such-cipher' }, () => /: Node does not take it \(/);
    await check({ minVersion: 'TLSv9' }, () => /: Node does not take it \(/);
    await check({ secureContext: null, ciphers: 'no-such-cipher' }, () => /: Node does not take it \(/);
  });

  it('that are right, in every form', async () => {
    const right = [
      { ca: text(authority.ca), cert: text(me.cert), key: text(me.key) }, { ca: [authority.ca, fs.readFileSync(authority.ca)] },
      { cert: locked.cert, key: locked.key, passphrase: 'right' }, { cert: me.cert, key: [{ pem: text(me.key) }] },
      { cert: locked.cert, key: [{ pem: text(locked.key), passphrase: 'right' }] }, { pfx: authority.bundle(me, 'right'), passphrase: 'right' },
      { pfx: [{ buf: fs.readFileSync(authority.bundle(me, 'right')), passphrase: 'right' }] },
    ];
    for (const tls of right) assert.notStrictEqual((await startError({ port: 1, tls })).code, 'EINVAL');
  });

  it('may trust an authority that Node would not take for a server', async () => {
    const weak = path.join(authority.dir, 'weak.pem');
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:1024', '-nodes', '-keyout', weak, '-out', weak, '-subj', '/CN=weak'],
      { stdio: 'ignore', env: { ...process.env, LD_PRELOAD: '' } });
    for (const ca of [weak, [authority.ca, weak], text(authority.ca) + text(weak)]) {
      assert.notStrictEqual((await startError({ port: 1, tls: { ca, ciphers: 'DEFAULT@SECLEVEL=2' } })).code, 'EINVAL');
    }
  });

  it('are looked at again by the next start', async () => {
    const ca = path.join(authority.dir, 'later.pem');
    const manager = new RedisGlobalChannelManager(app, { port: 1, startTimeout: 1, tls: { ca } });
    assert.strictEqual((await call(manager, 'start'))[0].code, 'EINVAL');
    fs.copyFileSync(authority.ca, ca);
    assert.notStrictEqual((await call(manager, 'start'))[0].code, 'EINVAL');
  });
});
