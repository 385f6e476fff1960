'use strict';

// How many lines an outage costs. The clock is the test's own.

const assert = require('node:assert/strict');
const { startPeer } = require('../support/peer');
const { until } = require('../support/patience');
const { logged } = require('../service/helpers');
const Outage = require('../../lib/manager/outage');
const { onRedis } = require('./helpers');

const WHERE = '127.0.0.1:6379';
const GONE = { code: 'ECONNLOST', message: 'lost the connection' };
const REFUSED = { code: 'ECONNREFUSED', message: 'connection refused' };
const says = (word) => ({ code: 'EREPLY', reply: word, message: `${word} says Redis` });

describe('the log of an outage', () => {
  let now;
  /** @type {Outage} */
  let outage;
  beforeEach(() => {
    now = 5;
    outage = new Outage(WHERE, () => now);
  });

  /** The lines that `run` costs, without the file that they come from. */
  const told = async (run) => (await logged(run)).map(({ level, text }) => `${level} ${text.replace(/^\[.*?\] /, '')}`);

  /** Attempts that fail, one each second. */
  function away(seconds, error = REFUSED) {
    for (let i = 0; i < seconds; i++, now += 1000) outage.failed(typeof error === 'function' ? error(i) : error, false);
  }

  it('tells the first attempt that fails, then one each 30 s, and the end', async () => {
    const lines = await told(() => {
      outage.lost(GONE, 47);
      away(65);
      outage.over();
      outage.over();
    });
    assert.deepEqual(lines, [
      'WARN lost the connection; trying again in 47 ms',
      'WARN connection refused; away for 0.0 s, 1 attempts; trying on',
      'WARN connection refused; away for 30.0 s, 31 attempts; trying on',
      'WARN connection refused; away for 60.0 s, 61 attempts; trying on',
      `INFO Redis at ${WHERE} is back after 65.0 s and 65 failed attempts`,
    ]);
  });

  it('tells another reason at once, each once', async () => {
    const lines = await told(() => {
      outage.lost(GONE, 47);
      away(24, (i) => [REFUSED, says('LOADING'), says('NOAUTH')][i % 3]);
    });
    assert.equal(lines.length, 4);
    assert.equal(lines[2], `WARN Redis at ${WHERE} refuses: LOADING says Redis; away for 1.0 s, 2 attempts; trying on`);
    assert.match(lines[3], /NOAUTH/);
  });

  it('tells that writes wait, once each 30 s', async () => {
    const lines = await told(() => {
      for (let i = 0; i < 65; i++, now += 1000) outage.held(says('READONLY'), 47);
    });
    assert.deepEqual(lines, Array(3).fill(`WARN Redis at ${WHERE} refuses: READONLY says Redis; writes wait, trying again in 47 ms`));
  });

  it('takes no word for a reason that Redis does not have', async () => {
    const lines = await told(() => {
      outage.lost(GONE, 47);
      away(65, (i) => says(`WORD${i}`));
    });
    assert.deepEqual(lines.slice(1).map((line) => line.match(/WORD\d+/)?.[0]), ['WORD0', 'WORD30', 'WORD60']);
    assert.equal(outage._reasons.size, 1);
  });

  it('tells of ten losses in 30 s, and of ten more in the next', async () => {
    for (const window of [1, 2]) {
      const lines = await told(() => {
        for (let i = 0; i < 100; i++, now += 300) {
          outage.lost(GONE, 47);
          outage.over();
        }
      });
      assert.equal(lines.length, 20, `window ${window}`);
      assert.equal(lines.filter((line) => line.includes('lost')).length, 10);
    }
  });

  it('is spared also when each loss is followed by an attempt that fails', async () => {
    const lines = await told(() => {
      for (let i = 0; i < 29; i++) {
        outage.lost(GONE, 47);
        away(1, says(`WORD${i}`));
        outage.over();
      }
    });
    assert.equal(lines.length, 30);
  });

  it('is spared also by a Redis that holds back writes again and again', async () => {
    const lines = await told(() => {
      for (let i = 0; i < 29; i++) {
        away(1, says('READONLY'));
        outage.over();
      }
    });
    assert.equal(lines.length, 20);
  });

  it('tells a quiet outage that lasts, and its end', async () => {
    for (let i = 0; i < 11; i++) {
      outage.lost(GONE, 47);
      away(1);
      if (i < 10) outage.over();
    }
    const lines = await told(() => {
      away(40);
      outage.over();
    });
    assert.deepEqual(lines.map((line) => line.slice(0, 9)), ['WARN conn', 'INFO Redi']);
  });

  it('warns once of a password that nobody asks for, and of none that is asked for', async () => {
    const lines = await told(() => {
      outage.over();
      outage.superfluous();
      outage.superfluous();
    });
    assert.deepEqual(lines, [`WARN Redis at ${WHERE} has no password, but one was given`]);
  });
});

describe('a server that refuses PING with a new word each time', () => {
  const on = onRedis();

  it('costs one line', async () => {
    const peer = await startPeer();
    const manager = await on.started({ port: peer.port, retryMaxDelay: 1 });
    let words = 0;
    const lines = await logged(async () => {
      peer.answer = ([name]) => (name === 'PING' ? `-WORD${++words} no\r\n` : undefined);
      peer.cut();
      await until(() => words >= 12);
    });
    assert.deepEqual(lines.map(({ text }) => text.match(/lost|WORD\d+/)?.[0]), ['lost', 'WORD1']);
    await new Promise((resolve) => manager.stop(true, resolve));
    await peer.close();
  });
});
