'use strict';

const assert = require('node:assert/strict');
const { format } = require('node:util');
const Pair = require('./pair');
const Transcript = require('./script');

/** Calls that nobody answers fail after this, in ms. */
const SHORT = 30;

describe('RPCs with rpcNoDelay', function () {
  this.timeout(60000);

  const VARIANTS = {
    'plain': {},
    'with bufferMsg': { bufferMsg: true, interval: 10 },
    'with rpcDebugLog': { rpcDebugLog: true },
    'with both': { bufferMsg: true, interval: 10, rpcDebugLog: true },
  };

  for (const [name, opts] of Object.entries(VARIANTS)) {
    it(`mean what they mean without: ${name}`, async () => {
      const expected = await record(opts, { client: false, server: false });
      for (const [client, server] of [[true, true], [true, false], [false, true]]) {
        assert.deepEqual(await record(opts, { client, server }), expected);
      }
      assert.ok(expected.lines.length > 200);
      assert.equal(expected.traces.length > 200, Boolean(opts.rpcDebugLog));
    });
  }

  async function record(opts, quick) {
    const traces = new Map();
    const note = (...args) => trace(traces, JSON.parse(format(...args)));
    const both = { ...opts, rpcLogger: { info: note, debug: note, error: note } };
    const pair = await new Pair({ client: both, server: both, quick }).start();
    const transcript = new Transcript();
    try {
      await transcript.talk(askOf(pair, 'echo-1'));
      await silence(transcript, pair, opts);
      await absence(transcript, pair);
    } finally {
      await pair.stop();
    }
    return { lines: transcript.lines, traces: [...traces.values()] };
  }

  const askOf = (pair, id) => (cb, method, ...args) =>
    pair.client.rpcInvoke(id, { namespace: 'user', serverType: 'echo', service: 'echo', method, args }, cb);

  /** Calls that throw over there, and calls without an answer, on a connection of their own. */
  async function silence(transcript, pair, { bufferMsg }) {
    const step = transcript.step.bind(transcript, askOf(pair, 'echo-2'));
    await step('echo', 'connected');
    const mailbox = pair.mailboxes['echo-2'];
    const { timeoutValue } = mailbox;
    // Of messages that arrive together, one that throws costs the rest their answers, and its own.
    if (bufferMsg) mailbox.timeoutValue = SHORT;
    await Promise.all([step('throws'), step('note', 'beside one that throws'), step('throws')]);
    mailbox.timeoutValue = SHORT;
    await Promise.all([step('silent', 1), step('silent', 2)]);
    const lost = step('silent', 'and then the server leaves');
    mailbox.timeoutValue = timeoutValue;
    pair.remove('echo-2');
    await lost;
  }

  /** Calls to a server that has left wait, and are sent first when it is back. */
  async function absence(transcript, pair) {
    const step = transcript.step.bind(transcript, askOf(pair, 'echo-2'));
    const waiting = [step('note', 'first'), step('note', 'second')];
    pair.add('echo-2');
    await step('note', 'back');
    await Promise.all(waiting);
    await step('notes');
  }

  /** What pomelo-rpc's tracer says of each call, in order. */
  function trace(traces, { traceId, seq, role, method, description }) {
    if (!traces.has(traceId)) traces.set(traceId, []);
    traces.get(traceId).push([seq, role, method, description].join(' '));
  }
});
