'use strict';

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const { parse } = require('../lib/options');
const FakeApp = require('./support/fakeApp');
const { logged } = require('./service/helpers');
const GlobalChannelService = require('../lib/service/globalChannelService');

const NOTHING = { host: '127.0.0.1', port: 6379, path: null, db: 0, username: null, password: null, tls: null };

/** The address and the credentials that a url gives, less the defaults. */
function read(url) {
  const { options, error } = parse({ url });
  assert.equal(error, null);
  const given = { ...options, password: options.password && options.password.reveal(), tls: options.tls && true };
  const names = Object.keys(NOTHING).filter((name) => given[name] !== NOTHING[name]);
  return Object.fromEntries(names.map((name) => [name, given[name]]));
}

function messageOf(opts) {
  const { error } = parse(opts);
  assert.equal(error?.code, 'EINVAL', `no error for ${inspect(opts)}`);
  return error.message;
}

describe('the option url', () => {
  const right = {
    'redis://': {},
    'redis:///2': { db: 2 },
    'redis://h': { host: 'h' },
    'redis://h:/': { host: 'h' },
    'redis://h:07000': { host: 'h', port: 7000 },
    'redis://u%40:p%2Fw%3A@redis.local:7000/5': { host: 'redis.local', port: 7000, db: 5, username: 'u@', password: 'p/w:' },
    'REDIS://:pw@[::1]/': { host: '::1', password: 'pw' },
    'redis://[fe80::1%25eth0]:1': { host: 'fe80::1%eth0', port: 1 },
    'redis://bob:@h': { host: 'h', username: 'bob', password: '' },
    'redis://u:a:b@h': { host: 'h', username: 'u', password: 'a:b' },
    'redis://u:two words 密码@主机': { host: '主机', username: 'u', password: 'two words 密码' },
    'redis://u:a\tb@h': { host: 'h', username: 'u', password: 'a\tb' },
    'redis://h?db=3': { host: 'h', db: 3 },
    'redis://h:1/?db=3': { host: 'h', port: 1, db: 3 },
    ' redis://h:1/3\n': { host: 'h', port: 1, db: 3 },
    'rediss://u:p@h:1/3': { host: 'h', port: 1, db: 3, username: 'u', password: 'p', tls: true },
    'REDISS://': { tls: true },
    'unix:///var/run/r%20s.sock': { path: '/var/run/r s.sock' },
    'unix:///r.sock?db=2': { path: '/r.sock', db: 2 },
    'unix:///tmp/a@b@c': { path: '/tmp/a@b@c' },
  };
  for (const [url, want] of Object.entries(right)) {
    it(`${JSON.stringify(url)} is understood`, () => assert.deepEqual(read(url), want));
  }

  it('may be an object', () => {
    assert.deepEqual(read(new URL('redis://:p%23w@h:1')), { host: 'h', port: 1, password: 'p#w' });
    assert.match(messageOf({ url: new URL('redis://:p@h:1#x') }), /option url: got an object/);
  });

  const wrong = [
    '', 'h', 'http://h', 'redisss://h', 'unixs:///s', 'redis:6379', 'redis:/h', 'redis://h/x', 'redis://h:0', 'redis://h:99999', 'redis://h/-1', 'redis://h/1/',
    'redis://%zz@h', 'redis://u:%@h', 'redis://u:%ff@h', 'redis://u:a%00@h', 'redis://h#', 'redis://u:p#w@h', 'redis://u:1?w@h', 'redis://u:1/w@h',
    'redis://u:p@w@h', 'redis://u:p@', 'redis://:1', 'redis://h?', 'redis://h?x=1', 'redis://h?DB=1', 'redis://h?db=', 'redis://h?db=1&db=1',
    'redis://h/1?db=1', 'redis://h?db=1&x=2', 'redis://::1', 'redis://[::1', 'redis://[h]', 'redis://[127.0.0.1]', 'redis://a%40b', 'redis://a b',
    'unix://host/p', 'unix:///', 'unix:/p', 'unix://u:p@/p', 'unix:///p#', 'unix:///p?x=1', 'unix:///p?db=1&db=2', 'unix:///p%', 'unix:///p%00',
  ];
  for (const url of wrong) {
    it(`${JSON.stringify(url)} is EINVAL that tells how to write it`, () => {
      const message = messageOf({ url });
      assert.match(message, /^option url: got other text, expected redis:.* or unix:.*# is %23, \? is %3F, \/ is %2F, @ is %40, % is %25.*option password/);
    });
  }
});

/** Hostile characters, and some that are not. */
const ALPHABET = ['#', '?', '/', '@', '%', ':', '[', ']', '\\', '&', '=', '+', ';', '"', '\'', '`', '^', '|', '<', '>', '{', '}', ' ', '\t', '\n',
  '%2', '%4a', '%E5', '://', '?db=1', '/0', '..', '1', '2', '密', '码', 'é', '𝄞', 'w', 'X', 'q'];

/** Each with the user and the address that are meant, or null where there is nothing to be understood. */
const SHAPES = [
  [(p) => `redis://u:${p}@h`, { host: 'h', username: 'u' }],
  [(p) => `redis://:${p}@h:7000/5`, { host: 'h', port: 7000, db: 5 }],
  [(p) => `REDIS://u:${p}@[::1]:7000/`, { host: '::1', port: 7000, username: 'u' }],
  [(p) => `redis://u:${p}@h?db=3`, { host: 'h', db: 3, username: 'u' }],
  [(p) => `redis://u%3A:${p}@h:1/?db=3`, { host: 'h', port: 1, db: 3, username: 'u:' }],
  [(p) => `redis://u:${p}@h/x`, null],
  [(p) => `redis://u:${p}@h:port`, null],
  [(p) => `redis://u:${p}@h#`, null],
  [(p) => `redis://u:${p}@`, null],
  [(p) => `redis://u:${p.replaceAll('@', '')}`, null],
  [(p) => `redis://h/${p}`, null],
  [(p) => `redis://h?password=${p}`, null],
  [(p) => `redis://h/1?db=1&password=${p}`, null],
  [(p) => `redis:u:${p}@h`, null],
  [(p) => `u:${p}@h`, null],
  [(p) => `http://u:${p}@h:1/2`, null],
  [(p) => `rediss://:${p}@h`, { host: 'h', tls: true }],
  [(p) => `unix://u:${p}@/tmp/s`, null],
  [(p) => `unix://:${p}@/tmp/s?db=1`, null],
  [(p) => `unix:///tmp/s?password=${p}`, null],
  [(p) => `unix:///tmp/s?db=1&password=${p}`, null],
];

/** The same numbers in each run. */
function* numbers(seed) {
  for (let x = seed; ;) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    yield x / 2 ** 32;
  }
}

/** Passwords that are none of a port, a path and a number. */
function* passwords(count) {
  const random = numbers(20261125);
  const draw = (list) => list[Math.floor(random.next().value * list.length)];
  for (let i = 0; i < count; i++) {
    const parts = Array.from({ length: 3 + i % 12 }, () => draw(ALPHABET));
    parts[Math.floor(random.next().value * parts.length)] = draw(['ẞ', '龍']);
    yield parts.join('');
  }
}

/** Pieces of the password that are in a text, and not in the same text about another url. */
function shown(password, text, other) {
  const pieces = Array.from(password).map((_, i, chars) => chars.slice(i, i + 3).join('')).slice(0, -2);
  return pieces.filter((piece) => text.includes(piece) && !other.includes(piece));
}

/** All that an error says, or null. */
function refusal(opts) {
  const { error } = parse(opts);
  if (!error) return null;
  assert.equal(error.code, 'EINVAL');
  return [error.message, error.stack, inspect(error, { showHidden: true, depth: Infinity })].join('\n');
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

describe('a password that was not encoded', () => {
  it('is taken as it is or refused, and no piece of it is shown', () => {
    const other = refusal({ url: '#' });
    let taken = 0;
    for (const password of passwords(500)) {
      for (const [shape, want] of SHAPES) {
        const url = shape(password);
        const text = refusal({ url });
        if (text) assert.deepEqual(shown(password, text, other), [], url);
        else assert.deepEqual(read(url), { ...want, password: decoded(password) }, url);
        if (!text) taken++;
      }
    }
    assert.ok(taken > 200, `${taken} were taken`);
  });

  for (const name of ['host', 'port', 'db', 'commandTimeout', 'maxQueue', 'socket_nodelay']) {
    it(`nor is one shown in a url that is given as ${name}`, () => {
      const other = refusal({ [name]: '://' });
      for (const password of passwords(60)) {
        for (const [shape] of SHAPES) {
          const text = refusal({ [name]: shape(password) });
          if (text) assert.deepEqual(shown(password, text, other), [], shape(password));
        }
      }
    });
  }

  it('nor in the log', async () => {
    const other = `start failed: ${refusal({ url: '#' })}`;
    const urls = [...passwords(60)].flatMap((password) => SHAPES.map(([shape]) => ({ password, url: shape(password) })));
    const refused = urls.filter(({ url }) => parse({ url }).error);
    const lines = await logged(async () => {
      for (const { url } of refused) await new GlobalChannelService(new FakeApp(), { url }).start().catch(() => {});
    });
    assert.equal(lines.length, refused.length);
    refused.forEach(({ password, url }, i) => assert.deepEqual(shown(password, lines[i].text, other), [], url));
  });
});
