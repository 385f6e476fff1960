'use strict';

// What Sentinels say, the truth and anything else.

const assert = require('assert').strict;
const { masterIn, epochIn, sentinelsIn, meaningOf, CHANNELS } = require('../../../lib/route/sentinel/answers');
const { random } = require('../../ask/random');

const same = (host, port) => ({ host, port });
const moved = (host, port) => (host === '10.0.0.1' ? { host: 'outside', port: port + 1 } : { host, port });

describe('what Sentinels say', () => {
  it('names a master, through the natMap', () => {
    assert.deepEqual(masterIn(['10.0.0.1', '6379'], same), { host: '10.0.0.1', port: 6379 });
    assert.deepEqual(masterIn(['10.0.0.1', '6379'], moved), { host: 'outside', port: 6380 });
    assert.deepEqual(masterIn(['::1', '1'], same), { host: '::1', port: 1 });
    assert.deepEqual(masterIn(['redis-0.redis', '65535'], same), { host: 'redis-0.redis', port: 65535 });
    assert.equal(masterIn(null, same), null);
  });

  for (const reply of ['x', 5, [], ['h'], ['h', '1', '2'], ['', '1'], ['h', '0'], ['h', '65536'], ['h', '1x'], ['h', 1.5], [['h'], '1'],
    ['h\n', '1'], ['a b', '1'], ['x'.repeat(300), '1'], [null, '1'], ['h', null]]) {
    it(`takes ${JSON.stringify(reply).slice(0, 40)} for no answer`, () => assert.equal(masterIn(reply, same), undefined));
  }

  it('tells how new its knowledge is', () => {
    assert.equal(epochIn(['name', 'm', 'config-epoch', '7']), 7);
    for (const reply of [null, 'x', [], ['config-epoch'], ['config-epoch', '-1'], ['config-epoch', 'x'], ['config-epoch', ['7', 8]]]) {
      assert.equal(epochIn(reply), -1);
    }
  });

  it('names other Sentinels, 64 at most', () => {
    const one = ['name', 'x', 'ip', '10.0.0.1', 'port', '26379', 'runid', 'y'];
    assert.deepEqual(sentinelsIn([one], moved), [{ host: 'outside', port: 26380 }]);
    assert.deepEqual(sentinelsIn([], same), []);
    assert.equal(sentinelsIn(Array(64).fill(one), same).length, 64);
    assert.equal(sentinelsIn(Array(65).fill(one), same), undefined);
    for (const reply of [null, 'x', [[]], [['ip', 'h']], [one, ['ip', 'h', 'port', 'x']], [['ip', '', 'port', '1']]]) {
      assert.equal(sentinelsIn(reply, same), undefined);
    }
  });

  const HOLD = '+failover-state-send-slaveof-noone';
  const MEANINGS = [
    ['+switch-master', 'g 10.0.0.9 6379 10.0.0.1 6379', { kind: 'switch', to: { host: 'outside', port: 6380 } }],
    ['+switch-master', 'other 10.0.0.9 6379 10.0.0.1 6379', null],
    ['+switch-master', 'g 10.0.0.9 6379 10.0.0.1', null],
    ['+switch-master', 'g 10.0.0.9 6379 10.0.0.1 x', null],
    [HOLD, 'slave 10.0.0.2:6379 10.0.0.2 6379 @ g 10.0.0.1 6379', { kind: 'hold' }],
    [HOLD, 'slave 10.0.0.2:6379 10.0.0.2 6379 @ other 10.0.0.1 6379', null],
    [HOLD, 'slave g 10.0.0.2 6379 @ other 10.0.0.1 6379', null],
    [HOLD, '', null],
    ['-failover-abort-slave-timeout', 'master g 10.0.0.1 6379', { kind: 'abort' }],
    ['-failover-abort-slave-timeout', 'master other 10.0.0.1 6379', null],
    ['+sentinel', 'sentinel abc 10.0.0.3 26379 @ g 10.0.0.1 6379', { kind: 'sentinel' }],
    ['+sdown', 'master g 10.0.0.1 6379', null],
    ['__proto__', 'master g 10.0.0.1 6379', null],
  ];
  for (const [channel, text, meaning] of MEANINGS) {
    it(`means ${meaning ? meaning.kind : 'nothing'}: ${channel} ${text}`, () => {
      assert.deepEqual(meaningOf(channel, text, 'g', moved), meaning);
    });
  }

  it('may be anything', () => {
    const next = random(3);
    const value = (depth) => [null, '', 'ip', 'port', 'config-epoch', '6379', 7, [], new Error('x'), '10.0.0.1',
      ...depth ? [Array.from({ length: next(6) }, () => value(depth - 1))] : []][next(depth ? 11 : 10)];
    for (let i = 0; i < 3000; i++) {
      const reply = value(3);
      masterIn(reply, same);
      epochIn(reply);
      sentinelsIn(reply, same);
      meaningOf(CHANNELS[next(CHANNELS.length)], Array.from({ length: next(9) }, () => ['g', '@', 'master', '1', ''][next(5)]).join(' '), 'g', same);
    }
  });
});
