'use strict';

const assert = require('node:assert/strict');
const { parse } = require('../lib/options');
const { identity } = require('../lib/options/natMap');
const Secret = require('../lib/secret');

const DEFAULTS = {
  host: '127.0.0.1', port: 6379, path: null, db: 0, username: null, password: null,
  prefix: 'POMELO:CHANNEL', sentinels: null, name: null, sentinelUsername: null, sentinelPassword: null, sentinelTLS: null, cluster: null,
  natMap: identity, tls: null, connectTimeout: 5000, commandTimeout: 5000, startTimeout: 30000,
  pushTimeout: 10000, retryMaxDelay: 1000, maxQueue: 500000, maxQueueBytes: 134217728,
  offlineQueue: true, noDelay: true, cleanOnStartUp: false, userIndex: false, leaveOnClose: false, cleanOwnOnStartUp: false, heartbeat: 0, rpcNoDelay: true, pushScheduler: true,
};

/** What parse gives, less the defaults; a password in plain text. */
function differing(opts) {
  const { options, error } = parse(opts);
  assert.equal(error, null);
  assert.deepEqual(Object.keys(options).sort(), Object.keys(DEFAULTS).sort());
  const changed = Object.entries(options).filter(([key, value]) => value !== DEFAULTS[key]);
  return Object.fromEntries(changed.map(([key, value]) => [key, value instanceof Secret ? value.reveal() : value]));
}

function errorOf(opts) {
  const { error } = parse(opts);
  assert.equal(error?.code, 'EINVAL', `no error for ${require('node:util').inspect(opts)}`);
  return error.message;
}

describe('options', () => {
  it('have defaults', () => {
    assert.deepEqual(parse({}), { options: DEFAULTS, warnings: [], error: null });
  });

  it('undefined and null count as not given, whatever is said', () => {
    const names = ['url', 'path', 'auth_pass', 'retry_max_delay', 'enable_offline_queue', ...Object.keys(DEFAULTS)];
    for (const nothing of [undefined, null]) {
      assert.deepEqual(differing(Object.fromEntries(names.map((name) => [name, nothing]))), {});
      assert.deepEqual(differing(nothing), {});
    }
  });

  it("'' counts as not given where no text is meant, and for prefix", () => {
    const names = ['port', 'db', 'prefix', 'pushTimeout', 'startTimeout', 'maxQueue', 'maxQueueBytes', 'socket_nodelay', 'cleanOnStartUp'];
    assert.deepEqual(differing(Object.fromEntries(names.map((name) => [name, '']))), {});
    assert.match(errorOf({ host: '' }), /host.*""/);
  });

  it('port and db may be numeric text', () => {
    assert.deepEqual(differing({ port: '6380', db: '3' }), { port: 6380, db: 3 });
  });

  it('an absolute path as port is a unix socket, an explicit path wins', () => {
    assert.deepEqual(differing({ port: '/tmp/r.sock' }), { path: '/tmp/r.sock' });
    assert.deepEqual(differing({ path: '/a', port: '/b', host: 'h' }), { path: '/a', host: 'h' });
  });

  it('an IPv6 address may stand in brackets, and nothing else', () => {
    for (const host of ['::1', 'fe80::1%eth0', '::ffff:127.0.0.1']) assert.deepEqual([differing({ host: `[${host}]` }), differing({ host })], [{ host }, { host }]);
    for (const host of ['[::1', '::1]', '[::1]:6379', '[localhost]', '[127.0.0.1]', '[]', '[[::1]]', '[::g]']) assert.match(errorOf({ host }), /option host: got "/);
  });

  it('old names work, the new ones win', () => {
    assert.deepEqual(differing({ auth_pass: 'old', retry_max_delay: 5 }), { password: 'old', retryMaxDelay: 5 });
    assert.deepEqual(differing({ auth_pass: 'old', password: 'new' }), { password: 'new' });
    assert.deepEqual(differing({ enable_offline_queue: false, socket_nodelay: false }), { offlineQueue: false, noDelay: false });
  });

  it('cleanOnStartUp goes by truthiness', () => {
    for (const value of [true, 1, 'no', {}]) assert.deepEqual(differing({ cleanOnStartUp: value }), { cleanOnStartUp: true });
    for (const value of [false, 0, NaN]) assert.deepEqual(differing({ cleanOnStartUp: value }), {});
  });

  it('a numeric password is text, an empty one is none unless a user has it', () => {
    assert.deepEqual(differing({ auth_pass: 123 }), { password: '123' });
    assert.deepEqual(differing({ password: '' }), {});
    assert.deepEqual(differing({ username: 'bob', password: '' }), { username: 'bob', password: '' });
    assert.deepEqual(differing({ username: 'bob' }), { username: 'bob', password: '' });
  });

  it('explicit host, port, db and password win over the url', () => {
    const url = 'redis://u:p@h:7000/5';
    assert.deepEqual(differing({ url, host: 'x', port: 1, db: 0, password: 'q' }), { host: 'x', port: 1, username: 'u', password: 'q' });
    assert.deepEqual(differing({ url, path: '/s' }), { host: 'h', port: 7000, db: 5, username: 'u', password: 'p', path: '/s' });
    assert.deepEqual(differing({ url: 'unix:///s', host: 'x' }), { host: 'x' });
  });

  it('a number may not be out of range, broken or of another type', () => {
    for (const port of [0, -1, 65536, 1.5, NaN, Infinity, 'abc', ' 1', '1e3', '-1', true, {}, [6379], 'relative/path', 1n, Symbol('p')]) {
      assert.match(errorOf({ port }), /option port: got .*, expected a port/);
    }
    for (const db of [-1, 0.5, 'x', '-1', NaN, {}]) assert.match(errorOf({ db }), /option db: /);
    for (const name of ['connectTimeout', 'commandTimeout', 'startTimeout', 'pushTimeout', 'retryMaxDelay', 'retry_max_delay']) {
      for (const ms of [0, -1, NaN, Infinity, 2 ** 31, 'soon', true, {}]) {
        assert.match(errorOf({ [name]: ms }), new RegExp(`option ${name}: got `));
      }
      assert.equal(parse({ [name]: 2 ** 31 - 1 }).error, null);
    }
    for (const name of ['maxQueue', 'maxQueueBytes']) {
      for (const count of [0, -5, 1.5, Infinity, 'many']) assert.match(errorOf({ [name]: count }), new RegExp(`option ${name}: `));
    }
  });

  it('timeouts are whole milliseconds, rounded up', () => {
    assert.deepEqual(differing({ pushTimeout: '1500', startTimeout: 0.5 }), { pushTimeout: 1500, startTimeout: 1 });
  });

  it('text may not be something else', () => {
    for (const name of ['host', 'path', 'prefix', 'password', 'auth_pass', 'username', 'url']) {
      for (const value of [{}, [], true, () => {}, Symbol('s')]) assert.match(errorOf({ [name]: value }), new RegExp(`option ${name}: got `));
    }
    assert.match(errorOf({ host: 'a\0b' }), /option host/);
    for (const host of ['redis://:secret@there', 'me:secret@there']) {
      assert.match(errorOf({ host }), /option host/);
      assert.doesNotMatch(errorOf({ host }), /secret/);
    }
    assert.match(errorOf({ path: 'unix://me:secret@/tmp/redis.sock' }), /option path/);
    assert.match(errorOf({ password: 'a\0b' }), /option password/);
    assert.match(errorOf({ maxQueueBytes: 2 ** 31 }), /option maxQueueBytes/);
    assert.deepEqual(differing({ prefix: 7 }), { prefix: '7' });
  });

  it('no password is ever shown, also that of a broken url', () => {
    const secret = 'S3cret';
    const wrong = [
      { url: `redis://u:${secret}@h:port` }, { url: `redis://:${secret}/@h/x` }, { url: `u:${secret}@h` }, { url: `http://u:${secret}@h` },
      { url: `redis://u:${secret}` }, { url: `http://h?password=${secret}` }, { url: `redis://u:a@${secret}@h/x` },
      { port: `redis://:${secret}@h` }, { password: [secret] }, { auth_pass: { secret } }, { username: [secret] }, { url: [`redis://:${secret}@h`] },
    ];
    for (const opts of wrong) assert.ok(!errorOf(opts).includes(secret), errorOf(opts));
  });

  it('the first wrong option is the error, and has its default', () => {
    const { options, error } = parse({ pushTimeout: -1, port: 'abc', db: 2 });
    assert.match(error.message, /option port: got "abc"/);
    assert.deepEqual([options.port, options.pushTimeout, options.db], [6379, 10000, 2]);
  });

  it('connect_timeout and max_attempts are ignored with a warning, unknown options without', () => {
    const { options, warnings, error } = parse({ connect_timeout: 1, max_attempts: 2, return_buffers: true, x: 1 });
    assert.deepEqual([options, error], [DEFAULTS, null]);
    assert.equal(warnings.length, 2);
    assert.match(warnings[0], /connect_timeout/);
    assert.match(warnings[1], /max_attempts/);
  });
});
