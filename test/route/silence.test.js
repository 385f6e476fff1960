'use strict';

// Who answers slowly is not silent, also where nobody here is told of the answers one by one.

const assert = require('node:assert/strict');
const { startFakeCluster } = require('../support/fakeCluster');
const { withRoutes, call } = require('./opened');

/** Longer than silence takes, in steps that are shorter. */
const STEPS = 10;
const STEP = 150;

describe('a node that answers slowly', () => {
  const on = withRoutes();
  let cluster;
  beforeEach(async () => { cluster = await startFakeCluster(1); });
  afterEach(() => cluster.stop());

  /** @type {(socket: any, texts: string[]) => void} one after the other */
  const drip = (socket, [text, ...more]) => setTimeout(() => {
    socket.write(text);
    if (more.length > 0) drip(socket, more);
  }, STEP);

  /** How often the route takes its only node to be silent until that is done. */
  async function silences(run) {
    const route = await on.opened(cluster);
    let count = 0;
    route.silent = () => { count++; };
    await run(route);
    return count;
  }

  it('is not silent while it is cleaned', async () => {
    const [node] = cluster.nodes;
    node.peer.answer = answering('SCAN', ([, cursor], socket) => {
      const next = String((Number(cursor) + 1) % STEPS);
      drip(socket, [`*2\r\n$1\r\n${next}\r\n*0\r\n`]);
    });
    const clean = async (route) => assert.deepEqual(await call(route, 'clean'), []);
    assert.equal(await silences(clean), 0);
  });

  it('is not silent while a list arrives string by string', async () => {
    const [node] = cluster.nodes;
    const uids = Array.from({ length: STEPS }, (_, i) => String(i));
    node.peer.answer = answering('SMEMBERS', (_, socket) => drip(socket, [`*${STEPS}\r\n`, ...uids.map((uid) => `$1\r\n${uid}\r\n`)]));
    const list = async (route) => assert.deepEqual(await call(route, 'list', 'n', 'c1'), [null, uids]);
    assert.equal(await silences(list), 0);
  });

  it('is not silent while it rests from writes that were refused', async () => {
    const [node] = cluster.nodes;
    const { answer } = node.peer;
    const since = performance.now();
    const isRefusing = () => performance.now() - since < STEPS * 3 * STEP;
    node.peer.answer = (command, ...more) => (command[0] === 'SADD' && isRefusing() ? '-NOREPLICAS Not enough\r\n' : answer(command, ...more));
    const add = async (route) => assert.deepEqual(await call(route, 'add', 'n', 'u', 'c1'), [null]);
    assert.equal(await silences(add), 0);
    assert.ok(node.peer.commands('SADD').length > 2);
  });

  /** @type {(name: string, say: (command: string[], socket: any) => void) => any} all else is right */
  function answering(name, say) {
    const { answer } = cluster.nodes[0].peer;
    return (command, socket, raw) => {
      if (command[0] !== name) return answer(command, socket, raw);
      say(command, socket);
      return null;
    };
  }
});
