'use strict';

// One connection for questions: to a server that answers, is silent, lies, or is not there.

const assert = require('assert').strict;
const net = require('net');
const Asker = require('../../lib/ask/asker');
const Secret = require('../../lib/secret');
const { startPeer } = require('../support/peer');
const { LIMIT, until } = require('../support/patience');
const { startRedis, freePort } = require('../support/redis');

const NOBODY = { username: null, password: null, tls: null };

describe('an asker', () => {
  /** @type {Awaited<ReturnType<typeof startPeer>>} */
  let peer;
  /** @type {Asker[]} */
  let made = [];
  beforeEach(async () => { peer = await startPeer(() => '+OK\r\n'); });
  afterEach(async () => {
    for (const asker of made) asker.close();
    made = [];
    await peer.close();
  });

  function asker(more, events) {
    const one = new Asker({ host: '127.0.0.1', port: peer.port, ...NOBODY, ...more }, events);
    made.push(one);
    return one;
  }

  /** What a question is answered with: an error, or [reply]. @returns {Promise<any>} */
  function ask(one, args, ms = LIMIT) {
    return new Promise((resolve) => one.ask(args, ms, (error, reply) => resolve(error || [reply])));
  }

  it('asks a Redis, also before it is connected, and is answered in order', async () => {
    const redis = await startRedis();
    try {
      const one = asker({ port: redis.port });
      const [role, pong, refusal] = await Promise.all([['ROLE'], ['PING'], ['NOTHING']].map((args) => ask(one, args)));
      assert.equal(role[0][0], 'master');
      assert.deepEqual(pong, ['PONG']);
      assert.deepEqual([refusal.code, refusal.reply], ['EREPLY', 'ERR']);
      assert.match(refusal.message, new RegExp(`^127.0.0.1:${redis.port} refuses: ERR unknown command`));
    } finally {
      await redis.stop();
    }
  });

  it('tries all addresses of a name', async () => {
    const one = asker({ host: 'localhost' }); // which may be ::1 first, where nobody listens
    assert.deepEqual(await ask(one, ['PING']), ['OK']);
  });

  it('logs in first, with and without a user', async () => {
    for (const [username, words] of [['u', ['AUTH', 'u', 'p']], [null, ['AUTH', 'p']]]) {
      peer.seen.length = 0;
      assert.deepEqual(await ask(asker({ username, password: new Secret('p') }), ['PING']), ['OK']);
      assert.deepEqual(peer.seen.map(({ command }) => command), [words, ['PING']]);
    }
  });

  it('goes on where a password is superfluous, and ends where it is wrong', async () => {
    const password = new Secret('secret');
    peer.answer = ([word]) => (word === 'AUTH' ? '-ERR AUTH <password> called without any password configured\r\n' : '+PONG\r\n');
    assert.deepEqual(await ask(asker({ password }), ['PING']), ['PONG']);
    peer.answer = ([word]) => (word === 'AUTH' ? '-WRONGPASS invalid\r\n' : '+PONG\r\n');
    const one = asker({ password });
    assert.deepEqual((await Promise.all([ask(one, ['PING']), ask(one, ['PING'])])).map(({ reply }) => reply), ['WRONGPASS', 'WRONGPASS']);
    assert.equal((await ask(one, ['PING'])).reply, 'WRONGPASS');
    peer.answer = () => "-ERR unknown command 'AUTH', with args beginning with: 'secret'\r\n";
    assert.doesNotMatch((await ask(asker({ password }), ['PING'])).message, /secret/);
  });

  it('gives messages of channels to who listens, between answers', async () => {
    const messages = [];
    peer.answer = ([word, channel]) => (word === 'SUBSCRIBE'
      ? `*3\r\n$9\r\nsubscribe\r\n$1\r\n${channel}\r\n:1\r\n*3\r\n$7\r\nmessage\r\n$1\r\n${channel}\r\n$2\r\nhi\r\n`
      : '*2\r\n$4\r\npong\r\n$0\r\n\r\n');
    const one = asker({}, { onMessage: (...message) => messages.push(message) });
    assert.deepEqual(await ask(one, ['SUBSCRIBE', 'c']), [['subscribe', 'c', 1]]);
    assert.deepEqual(await ask(one, ['PING']), [['pong', '']]);
    assert.deepEqual(messages, [['c', 'hi']]);
  });

  it('ends with the first question that waits too long', async () => {
    peer.answer = () => null;
    const ends = [];
    const one = asker({}, { onEnd: (error) => ends.push(error.code) });
    const errors = await Promise.all([ask(one, ['PING'], 50), ask(one, ['PING'], LIMIT)]);
    assert.deepEqual(errors.map(({ code }) => code), ['ETIMEDOUT', 'ETIMEDOUT']);
    assert.deepEqual(ends, ['ETIMEDOUT']);
    await until(() => peer.sockets.size === 0);
  });

  it('ends when the connection is lost, refused, or leads to something else', async () => {
    peer.answer = (_, socket) => socket.destroy() && null;
    assert.match((await ask(asker(), ['PING'])).message, /cannot ask 127.0.0.1:\d+: (closed|read)/);
    assert.equal((await ask(asker({ port: await freePort() }), ['PING'])).code, 'ECONNREFUSED');
    assert.equal((await ask(asker({ host: 'no-such-host.invalid' }), ['PING'])).code !== undefined, true);
    peer.answer = () => 'HTTP/1.1 400 Bad Request\r\n\r\n';
    assert.equal((await ask(asker(), ['PING'])).code, 'EPROTOCOL');
    peer.answer = () => '+OK\r\n+OK\r\n';
    const ends = [];
    const one = asker({}, { onEnd: (error) => ends.push(error.code) });
    assert.deepEqual(await ask(one, ['PING']), ['OK']);
    await until(() => ends.length > 0);
    assert.deepEqual(ends, ['EPROTOCOL']);
  });

  it('fails what waits when it is closed, later and once, and leaves no connection', async () => {
    peer.answer = () => null;
    const one = asker({}, { onEnd: () => assert.fail('it was closed') });
    const answers = [];
    one.ask(['PING'], LIMIT, (error) => answers.push(error.code));
    await until(() => peer.seen.length > 0);
    one.close();
    one.close();
    assert.deepEqual(answers, []);
    await until(() => peer.sockets.size === 0);
    assert.deepEqual(answers, ['ESTOPPED']);
  });

  it('may be closed while it connects, and in an answer', async () => {
    const one = asker();
    one.close();
    assert.equal((await ask(one, ['PING'])).code, 'ESTOPPED');
    const two = asker();
    const codes = [];
    await new Promise((resolve) => {
      two.ask(['PING'], LIMIT, () => two.close());
      two.ask(['PING'], LIMIT, (error) => resolve(codes.push(error.code)));
    });
    assert.deepEqual(codes, ['ESTOPPED']);
  });

  it('speaks TLS by the connection that it is given', async () => {
    const calls = [];
    const tls = {
      connect(host, port, { host: address }) {
        calls.push([host, port]);
        const socket = net.connect({ host: address, port });
        const { write } = socket;
        socket.write = (...args) => calls.push('write') && write.apply(socket, args);
        socket.once('connect', () => socket.emit('accepted'));
        return socket;
      },
    };
    const one = asker({ tls, password: new Secret('p') });
    assert.deepEqual(await Promise.all([ask(one, ['PING']), ask(one, ['ROLE'])]), [['OK'], ['OK']]);
    // All that waits in one piece: a second one might hide why the first was refused.
    assert.deepEqual(calls, [['127.0.0.1', peer.port], 'write']);
    tls.connect = () => { throw Object.assign(new Error('no file'), { code: 'EINVAL' }); };
    assert.match((await ask(asker({ tls }), ['PING'])).message, /no file/);
  });

  it('says what a port may lack that is silent to TLS', async () => {
    const tls = { connect: (host, port, { host: address }) => net.connect({ host: address, port }) };
    const { code, message } = await ask(asker({ tls }), ['PING'], 20);
    assert.deepEqual([code, message], ['ETIMEDOUT', `cannot ask 127.0.0.1:${peer.port}: no TLS handshake within 20 ms; does this port speak TLS?`]);
  });
});
