'use strict';

// An answer that waits in a socket while the loop is held up has come in time.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');
const { spawnNode } = require('../support/child');
const { until } = require('../support/patience');
const { call, channel, never, answers } = require('./helpers');

const TIMEOUT = 60;

describe('a push whose answers wait behind a loop that is held up', () => {
  let dir, frontend, socket;
  beforeEach(async () => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-late-'));
    frontend = spawnNode(path.join(__dirname, 'frontend.js'), [path.join(dir, 'answered')]);
    await until(() => frontend.messages.length === 1);
    socket = net.connect(frontend.messages[0], '127.0.0.1');
    await once(socket, 'connect');
  });
  afterEach(async () => {
    socket.destroy();
    frontend.process.kill('SIGKILL');
    await frontend.ended;
    fs.rmSync(dir, { recursive: true });
  });

  /** Nothing else happens in this process until the answer is on its way, and three times the timeout has passed. */
  function holdUp() {
    const end = performance.now() + 3 * TIMEOUT;
    while (performance.now() < end || !fs.existsSync(path.join(dir, 'answered')));
  }

  /** Asks the frontend in the other process, which answers while this loop is held up. */
  function asked(sid, message, cb) {
    socket.once('data', () => cb(null, []));
    socket.write('.');
    setImmediate(holdUp);
  }

  it('has succeeded', async () => {
    const { app, push } = await channel([['u1']], { pushTimeout: TIMEOUT });
    app.rpc = asked;
    assert.deepEqual(await push(null), [null, []]);
  });

  it('has failed only for the frontends that are silent', async () => {
    const { app, push, service } = await channel([['u1'], ['u2'], ['u3']], { pushTimeout: TIMEOUT });
    answers(app, { c1: never, c2: (cb) => asked('c2', null, cb), c3: never });
    assert.deepEqual(await push(null), [null, ['u1', 'u3']]);
    await call(service, 'stop', true);
  });
});

describe('the timeout of pushes', () => {
  it('is found out for all that are silent, in their order, while new ones come', async () => {
    const { app, service } = await channel([['u1']], { pushTimeout: TIMEOUT });
    app.rpc = never;
    const order = [];
    const one = (id) => new Promise((resolve) => {
      service.pushMessage('connector', 'r', {}, 'room', null, (err) => {
        order.push([id, err.code]);
        // From inside: while the timeouts of the others are being told.
        if (id < 20) one(id + 100).then(resolve);
        else resolve();
      });
    });
    const all = [];
    for (let id = 0; id < 40; id++) {
      all.push(one(id));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(all);
    assert.deepEqual(order.map(([id]) => id).filter((id) => id < 100), Array.from({ length: 40 }, (_, i) => i));
    assert.deepEqual(order.length, 60);
    assert.ok(order.every(([, code]) => code === 'EPUSH'));
    const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    await call(service, 'stop', true);
    assert.ok(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length <= timers);
  });
});
