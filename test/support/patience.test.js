'use strict';

const assert = require('assert/strict');
const { setTimeout: sleep } = require('timers/promises');
const { timed, until } = require('./patience');

/** Holds the loop up. @param {number} ms */
function hold(ms) {
  for (const end = performance.now() + ms; performance.now() < end;);
}

describe('patience', () => {
  it('gives what a run gave, and the time by the clock', async () => {
    const { took, value } = await timed(() => sleep(30, 'v'));
    assert.equal(value, 'v');
    assert.ok(took >= 29, took + ' ms');
  });

  it('takes off what the loop was held up', async () => {
    const { ms, took } = await timed(async () => {
      for (let i = 0; i < 5; i++, await sleep(20)) hold(100);
    });
    assert.ok(took >= 590, took + ' ms');
    assert.ok(ms < 300, ms + ' ms of ' + took);
  });

  it('takes nothing off for waiting', async () => {
    // What it took off is time that passed: two timers side by side bound it.
    const { ms, took } = await timed(() => sleep(300));
    assert.ok(ms > 0 && ms <= took);
  });

  it('takes off the same side by side', async () => {
    const runs = await Promise.all(Array.from({ length: 5 }, () => timed(() => sleep(300))));
    const net = runs.map(({ ms }) => ms);
    assert.ok(Math.min(...net) > Math.max(...net) / 4, net.join(' '));
  });

  it('passes on what a run threw', async () => {
    await assert.rejects(timed(() => Promise.reject(new Error('no'))), /^Error: no$/);
  });

  it('until waits for what comes true, and names what does not', async () => {
    let n = 0;
    await until(() => ++n === 3);
    await assert.rejects(until(() => false, 20), /did not come true within 20 ms: \(\) => false/);
  });
});
