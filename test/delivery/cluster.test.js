'use strict';

const assert = require('node:assert/strict');
const Cluster = require('./cluster');
const Transcript = require('./script');

/** Calls that nobody answers fail after this, in ms. */
const TIMEOUT = 5000;

describe('rpcNoDelay in a real application', function () {
  this.timeout(120000);

  const WITH = {};
  const WITHOUT = { 'asker-1': false, 'echo-1': false };

  /**
   * Asks, loses the server with a call under way, asks while it is away, and
   * when it is back.
   *
   * @param {Record<string, boolean>} rpcNoDelay
   * @param {{ asker: boolean, echo: boolean }} quick what the connections are to be
   */
  async function record(rpcNoDelay, quick) {
    const cluster = new Cluster({ rpc: { timeout: TIMEOUT }, rpcNoDelay });
    const transcript = new Transcript();
    const ask = (cb, method, ...args) => cluster.tell((results) => cb(...results), 'ask', { server: 'echo-1', method, args });
    const step = transcript.step.bind(transcript, ask);
    const look = async () => assert.deepEqual(
      [await cluster.order('mailboxes'), await cluster.order('ask', { server: 'echo-1', method: 'connections', args: [] })],
      [{ 'echo-1': quick.asker }, [null, [quick.echo]]]);
    try {
      await cluster.start();
      await transcript.talk(ask);
      await step('throws');
      await look();
      const lost = step('silent');
      await cluster.kill();
      await lost;
      const waiting = [step('note', 'first'), step('note', 'second')];
      await cluster.runAgain();
      await step('note', 'back');
      await Promise.all(waiting);
      await step('notes');
      await look();
    } catch (err) {
      err.message += `\n${cluster.output}`;
      throw err;
    } finally {
      await cluster.stop();
    }
    return transcript.lines;
  }

  it('sets both ends of its connections, again after a server was killed, and RPCs mean the same', async () => {
    const expected = await record(WITHOUT, { asker: false, echo: false });
    assert.deepEqual(await record(WITH, { asker: true, echo: true }), expected);
  });

  it('sets one end where only one server has it', async () => {
    await record({ 'echo-1': false }, { asker: true, echo: false });
    await record({ 'asker-1': false }, { asker: false, echo: true });
  });
});
