'use strict';

// The states of the way to Redis, and what is told when one leads to another.

const assert = require('node:assert/strict');
const { startPeer } = require('../support/peer');
const { until } = require('../support/patience');
const { call, logged, turns } = require('../service/helpers');
const { onRedis } = require('./helpers');

describe('the connection', () => {
  const on = onRedis();
  /** @type {Awaited<ReturnType<typeof startPeer>>} */
  let peer;
  beforeEach(async () => { peer = await startPeer(); });
  afterEach(() => peer.close());

  it('answers every start once, also those that come while one gives up', async () => {
    peer.answer = () => '-NOAUTH Authentication required.\r\n';
    const manager = on.manager({ port: peer.port });
    const answers = [];
    const codes = { EREPLY: 0, ESTATE: 0 };
    const start = () => {
      const at = answers.push(0) - 1;
      manager.start((err) => {
        answers[at]++;
        codes[err.code]++;
      });
    };
    await logged(async () => {
      while (codes.EREPLY < 100) {
        start(); // in an immediate, as what is told next, and behind a timer
        await turns(1);
        start();
        process.nextTick(start);
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      await call(manager, 'stop', true);
      await turns(5);
    });
    assert.deepEqual(answers.filter((count) => count !== 1), []);
    assert.equal(codes.EREPLY + codes.ESTATE, answers.length);
  });

  for (const force of [false, true]) {
    it(`tells a start that stop(${force}) ends before the stops, in their order`, async () => {
      peer.answer = () => null;
      const manager = on.manager({ port: peer.port });
      for (const ready of [() => {}, () => until(() => peer.sockets.size > 0)]) {
        const order = [];
        manager.start((err) => order.push(err.code));
        await ready();
        await Promise.all([1, 2, 3].map((i) => new Promise((resolve) => manager.stop(i === 2 ? !force : force, () => resolve(order.push(i))))));
        assert.deepEqual(order, ['ESTOPPED', 1, 2, 3]);
      }
    });
  }

  it('tells a start that failed before the stop that came meanwhile', async () => {
    peer.answer = () => '-NOAUTH Authentication required.\r\n';
    const manager = on.manager({ port: peer.port });
    const connection = manager._connection;
    const giveUp = connection._giveUp.bind(connection);
    const order = [];
    await logged(() => new Promise((resolve) => {
      connection._giveUp = (reason) => {
        giveUp(reason);
        manager.stop(true, () => resolve(order.push('stop')));
      };
      manager.start((err) => order.push(err.code));
    }));
    assert.deepEqual(order, ['EREPLY', 'stop']);
  });

  it('may be opened again from the callback of a start that failed, and of a stop', async () => {
    let refuse = true;
    peer.answer = () => (refuse ? '-NOAUTH Authentication required.\r\n' : undefined);
    const manager = on.manager({ port: peer.port });
    await logged(async () => {
      const second = await new Promise((resolve) => manager.start(() => {
        refuse = false;
        manager.start(resolve);
      }));
      assert.equal(second, null);
      assert.equal(await new Promise((resolve) => manager.stop(true, () => manager.start(resolve))), null);
    });
  });

  it('waits no longer for calls that have finished: the process may end', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
    const manager = await on.started({ port: peer.port });
    const before = timers();
    peer.answer = ([name]) => (name === 'SADD' ? null : undefined);
    manager.add('n', 'u', 'c1', () => {});
    await until(() => peer.commands('SADD').length === 1);
    const stop = new Promise((resolve) => manager.stop(false, resolve));
    assert.equal(timers(), before + 1);
    for (const socket of peer.sockets) socket.write(':1\r\n');
    await stop;
    assert.equal(timers(), before);
  });

  it('takes a patient stop behind another for no reason to wait longer', async () => {
    const manager = await on.started({ port: peer.port });
    peer.answer = ([name]) => (name === 'SADD' ? null : undefined);
    const order = [];
    manager.add('n', 'u', 'c1', (err) => order.push(err.code));
    manager.stop(false, () => order.push('first'));
    const timer = manager._connection._grace;
    manager.stop(false, () => order.push('second'));
    assert.equal(manager._connection._grace, timer);
    await until(() => order.length === 3);
    assert.deepEqual(order, ['ESTOPPED', 'first', 'second']);
  });
});

describe('a start that was held up longer than startTimeout', () => {
  const on = onRedis();

  function holdUp(ms) {
    for (const end = performance.now() + ms; performance.now() < end;);
  }

  it('succeeds when Redis is there, wherever the handshake is', async () => {
    for (const n of [0, 1, 2, 4, 8]) {
      const manager = on.manager({ startTimeout: 100 });
      const start = call(manager, 'start');
      await turns(n);
      holdUp(300);
      assert.deepEqual(await start, [null], `${n} turns`);
      await call(manager, 'stop', true);
    }
  });

  it('fails when it is not', async () => {
    const mute = await startPeer(() => null);
    const start = call(on.manager({ port: mute.port, startTimeout: 100 }), 'start');
    holdUp(300);
    const [err] = await start;
    assert.equal(err.code, 'ETIMEDOUT');
    await mute.close();
  });
});
