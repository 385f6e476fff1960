'use strict';

const assert = require('node:assert/strict');
const { call } = require('../service/helpers');
const { atLast } = require('./helpers');
const { MEMORY_TELLS, onPeer, list, bulk, random } = require('./kit');

/** What no Redis answers to SMEMBERS, and what it says to the call after that. */
const WRONG = {
  'HTTP': 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
  'zeros': Buffer.alloc(100),
  'a TLS alert': Buffer.from([0x15, 3, 1, 0, 2, 2, 70]),
  'a TLS server hello': Buffer.concat([Buffer.from([0x16, 3, 3, 0, 0x7a, 2, 0, 0, 0x76]), noise(1, 114)]),
  'a status': '+OK\r\n',
  'an integer': ':1\r\n',
  'an integer that is none': ':x1\r\n',
  'an integer beyond 64 bits': ':9223372036854775808\r\n',
  'a string': bulk('alice'),
  'a nil string': '$-1\r\n',
  'a nil list': '*-1\r\n',
  'a scan': Buffer.concat([Buffer.from('*2\r\n'), bulk('0'), list('a')]),
  'a list with an integer': '*1\r\n:1\r\n',
  'a list with a status': '*1\r\n+a\r\n',
  'a list with an error': '*1\r\n-ERR a\r\n',
  'a list with a nil': '*2\r\n$1\r\na\r\n$-1\r\n',
  'a list with a list': '*1\r\n*1\r\n$1\r\na\r\n',
  'a null of RESP3': '_\r\n',
  'a boolean of RESP3': '#t\r\n',
  'a double of RESP3': ',1.5\r\n',
  'a big number of RESP3': '(3492890328409238509324850943850943825024385\r\n',
  'a bulk error of RESP3': '!5\r\nERR a\r\n',
  'a verbatim string of RESP3': '=5\r\ntxt:a\r\n',
  'a map of RESP3': '%1\r\n$1\r\na\r\n$1\r\nb\r\n',
  'a set of RESP3': '~1\r\n$1\r\na\r\n',
  'an attribute of RESP3': '|1\r\n+a\r\n+b\r\n*0\r\n',
  'a push of RESP3': '>1\r\n+a\r\n',
  'a set of RESP3 in a list': '*1\r\n~1\r\n$1\r\na\r\n',
  'lists 9 deep': deep(9),
  'lists 100,000 deep': deep(1e5),
  'lists 1,000,000 deep': deep(1e6),
  'a list of 2^31': '*2147483648\r\n',
  'a list of 2^63': '*9223372036854775808\r\n',
  'a list of -2': '*-2\r\n',
  'a list of text': '*many\r\n',
  'a string of 2^63': '*1\r\n$9223372036854775808\r\n',
  'a string of -2': '*1\r\n$-2\r\n',
  'a string of text': '*1\r\n$long\r\n',
  'a line without end': Buffer.alloc(3 << 20, '+'),
};

function deep(levels) {
  return '*1\r\n'.repeat(levels) + '$1\r\na\r\n';
}

function noise(seed, length) {
  const next = random(seed);
  return Buffer.from(Array.from({ length }, () => next() * 256));
}

describe('a reply that is none', () => {
  const on = onPeer();

  /** Answers as it should, but for the channel `evil`. */
  function misbehave(bytes) {
    on.server.answer = ([name, key]) => {
      if (name !== 'SMEMBERS') return name === 'SADD' ? ':1\r\n' : undefined;
      if (key.includes(':evil:')) return bytes;
      return list(key, `connection ${on.server.accepted}`);
    };
  }

  for (const [what, bytes] of Object.entries(WRONG)) {
    it(`${what}: fails its call, and no other`, () => assertHarmless(bytes));
  }

  it('random bytes: fail their call, and no other', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const bytes = noise(seed, 1 + 50 * seed);
      // What begins like a line may go on for ever, which is for the timeout.
      if ('+-:$*'.includes(String.fromCharCode(bytes[0]))) bytes[0] = 0;
      await assertHarmless(bytes);
    }
  });

  async function assertHarmless(bytes) {
    misbehave(bytes);
    const service = await on.started();
    const first = on.server.accepted;
    const [before, evil, after, write] = await Promise.all([
      call(service, 'getMembersBySid', 'good', 'c1'),
      call(service, 'getMembersBySid', 'evil', 'c1'),
      call(service, 'getMembersBySid', 'good', 'c2'),
      call(service, 'add', 'good', 'u', 'c1'),
    ]);
    assert.deepEqual(before, [null, ['POMELO:CHANNEL:good:c1', `connection ${first}`]]);
    assert.deepEqual([evil[0].code, evil[1]], ['EPROTOCOL', undefined]);
    assert.match(evil[0].message, new RegExp(`127.0.0.1:${on.server.port}`));
    assert.deepEqual(after, [null, ['POMELO:CHANNEL:good:c2', `connection ${first + 1}`]]);
    assert.deepEqual(write, [null]);
    assert.equal(on.server.accepted, first + 1);
    assert.equal(on.server.commands('SMEMBERS').filter(([, key]) => key.includes('evil')).length, 1);
    on.server.seen.length = 0;
    await call(service, 'stop', true);
  }

  it('many in a row: fail theirs, and none behind them', async () => {
    misbehave('+OK\r\n');
    const service = await on.started({ retryMaxDelay: 50 });
    const names = ['evil', 'evil', 'good', 'evil', 'evil', 'evil', 'good', 'evil', 'good'];
    const results = await Promise.all(names.map((name) => call(service, 'getMembersBySid', name, 'c1')));
    const outcomes = results.map(([err]) => (err ? err.code : 'good'));
    assert.deepEqual(outcomes, names.map((name) => (name === 'evil' ? 'EPROTOCOL' : 'good')));
  });

  // These promise bytes that never come.
  for (const bytes of ['*2147483647\r\n', '*1\r\n$2147483648\r\n', '*1\r\n$9223372036854775805\r\n', '*1000000\r\n$1\r\na\r\n', '+OK', '*']) {
    it(`${JSON.stringify(bytes)} and silence: fails its call in time`, async () => {
      misbehave(bytes);
      const service = await on.started({ commandTimeout: 150 });
      const before = process.memoryUsage().rss;
      const [err] = await call(service, 'getMembersBySid', 'evil', 'c1');
      assert.match(err.code, /^(ETIMEDOUT|EPROTOCOL)$/);
      if (MEMORY_TELLS) assert.ok(process.memoryUsage().rss - before < 32 << 20);
      const members = await atLast(service, 'getMembersBySid', 'good', 'c1');
      assert.match(members[1], /^connection [2-9]/);
    });
  }

  it('fails a write and a clean alike', async () => {
    const service = await on.started({ retryMaxDelay: 50 });
    for (const bytes of ['+OK\r\n', list('a'), '$-1\r\n', ':1x\r\n']) {
      on.server.answer = ([name]) => (name === 'SADD' || name === 'SCAN' ? bytes : name === 'SREM' ? ':1\r\n' : undefined);
      const [added, left, cleaned] = await Promise.all([
        call(service, 'add', 'n', 'u', 'c1'),
        call(service, 'leave', 'n', 'u', 'c1'),
        call(service.manager, 'clean'),
      ]);
      assert.equal(added[0].code, 'EPROTOCOL');
      assert.equal(added[0].maybeExecuted, true);
      assert.deepEqual(left, [null]);
      assert.equal(cleaned[0].code, 'EPROTOCOL');
    }
  });

  it('fails one push, with the reason', async () => {
    misbehave('+OK\r\n');
    const service = await on.started();
    const [err] = await call(service, 'pushMessage', 'connector', 'r', {}, 'evil', null);
    assert.equal(err.code, 'EPUSH');
    assert.equal(err.cause.code, 'EPROTOCOL');
    assert.deepEqual((await call(service, 'pushMessage', 'connector', 'r', {}, 'good', null))[0], null);
  });
});
