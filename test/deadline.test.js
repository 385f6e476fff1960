'use strict';

const assert = require('node:assert/strict');
const net = require('node:net');
const path = require('node:path');
const { once } = require('node:events');
const { runNode } = require('./support/child');
const { timed } = require('./support/patience');
const { after } = require('../lib/deadline');

const passed = (ms) => new Promise((resolve) => after(ms, () => resolve(undefined)));

/** Nothing else happens in this process. */
function holdUp(ms) {
  for (const end = performance.now() + ms; performance.now() < end;);
}

describe('a deadline', () => {
  /** @type {net.Socket[]} both ends of a connection */
  let ends;
  beforeEach(async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = /** @type {net.AddressInfo} */ (server.address());
    const near = net.connect(port, '127.0.0.1');
    const [far] = await once(server, 'connection');
    if (near.connecting) await once(near, 'connect');
    server.close();
    ends = [near, far];
  });
  afterEach(() => ends.forEach((end) => end.destroy()));

  it('calls back once, not before its time', async () => {
    let count = 0;
    const { took } = await timed(() => new Promise((resolve) => after(30, () => resolve(count++))));
    assert.ok(took >= 28, `took ${took} ms`);
    await passed(20);
    assert.equal(count, 1);
  });

  it('comes behind what waits in the socket of a loop that was held up', async () => {
    const order = [];
    const [near, far] = ends;
    near.on('data', () => order.push('data'));
    far.write('x', () => {
      after(5, () => order.push('deadline'));
      holdUp(30);
    });
    while (!order.includes('deadline')) await passed(1);
    assert.deepEqual(order, ['data', 'deadline']);
  });

  it('leaves time for a conversation, as long as the loop was late', async () => {
    const order = [];
    const [near, far] = ends;
    far.on('data', (data) => setTimeout(() => far.write(data), 5));
    near.on('data', () => order.push('data') < 5 && near.write('x'));
    near.write('x');
    const { took } = await timed(() => new Promise((resolve) => {
      after(20, () => resolve(order.push('deadline')));
      setImmediate(holdUp, 220);
    }));
    assert.deepEqual(order, [...Array(5).fill('data'), 'deadline']);
    assert.ok(took >= 220 + 198, `took ${took} ms`);
  });

  it('does not wait for hours where the process was stopped for hours', async () => {
    await new Promise((resolve) => {
      const deadline = after(5, resolve);
      deadline._due -= 3600e3;
    });
  });

  it('gives four turns also to a loop that is held up again in the meantime', async () => {
    let turns = 0;
    let over = false;
    const count = (ms) => {
      holdUp(ms);
      if (!over) setImmediate(count, 10, turns++);
    };
    await new Promise((resolve) => {
      after(5, () => resolve(over = true));
      setTimeout(count, 5, 60); // called right behind it, in the same turn
      holdUp(30);
    });
    assert.ok(turns >= 4, `${turns} turns`);
  });

  it('that is cancelled never calls back, whenever that is', async () => {
    for (const ms of [0, 10, 11, 12, 13, 14, 15, 16]) {
      let called = false;
      const deadline = after(10, () => (called = true));
      await new Promise((resolve) => setTimeout(resolve, ms));
      const before = called;
      deadline.cancel();
      deadline.cancel();
      await passed(15);
      assert.equal(called, before, `${ms} ms`);
    }
  });

  it('keeps the process alive, at every stage, unless it is told not to', async () => {
    const script = path.join(__dirname, 'support', 'deadlines.js');
    const called = async (how) => {
      const { code, messages, output } = await runNode(script, [how]);
      assert.equal(code, 0, output);
      return messages.length === 1;
    };
    assert.equal(await called('ref'), true);
    assert.equal(await called('unref,ref'), true);
    assert.equal(await called('unref'), false);
    assert.equal(await called('late,unref'), false);
    assert.equal(await called('late,unref,ref'), true);
  });
});
