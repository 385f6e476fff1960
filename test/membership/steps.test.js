'use strict';

// Two steps in a Cluster, where a session gives no order: what of the second is done when something of the first failed.

const assert = require('node:assert/strict');
const { inOrder } = require('../../lib/membership/steps');
const { WRITE, ONCE } = require('../../lib/manager/kinds');

const FIRST = [['SADD', 'a', 'u'], ['SADD', 'b', 'u']];
const SECOND = [['SADD', 'i', 'a', 'b']];

describe('two steps', () => {
  /** What is sent, and told, when the answers to the runs are these: arguments of the callback, or a code. */
  async function play(how, answers, ordered = false) {
    const sent = [];
    const session = {
      ordered,
      run(kind, commands, cb) {
        sent.push(commands);
        const answer = answers.shift();
        if (typeof answer === 'number') return answer;
        setImmediate(cb, ...answer);
        return 0;
      },
      refusal: (code) => Object.assign(new Error('refused'), { code }),
    };
    const err = await new Promise((resolve) => { inOrder(session, how, FIRST, SECOND, resolve); });
    return { sent, err };
  }

  const failure = (code, more) => Object.assign(new Error(code), { code, ...more });

  it('are one where a server keeps the order, else the second follows the answer to the first', async () => {
    assert.deepEqual((await play(WRITE, [[null]], true)).sent, [[...FIRST, ...SECOND]]);
    const { sent, err } = await play(WRITE, [[null], [null]]);
    assert.deepEqual([sent, err], [[FIRST, SECOND], null]);
  });

  it('are both made when something of the first failed, whose error counts', async () => {
    for (const error of [failure('EREPLY'), failure('ECONNLOST', { maybeExecuted: true })]) {
      const { sent, err } = await play(WRITE, [[error], [failure('ETIMEDOUT')]]);
      assert.deepEqual([sent, err.code, err.maybeExecuted], [[FIRST, SECOND], error.code, true]);
    }
  });

  it('end with the first when nothing of it was done, or the service stops, or it is for once', async () => {
    for (const [how, error] of [[WRITE, failure('ECONNLOST')], [WRITE, failure('ESTOPPED', { maybeExecuted: true })], [ONCE, failure('ECONNLOST', { maybeExecuted: true })]]) {
      const { sent, err } = await play(how, [[error]]);
      assert.deepEqual([sent, err], [[FIRST], error]);
    }
  });

  it('have failed half-way when the second is not taken', async () => {
    const { err } = await play(WRITE, [[null], 3]);
    assert.deepEqual([err.code, err.maybeExecuted], [3, true]);
  });
});
