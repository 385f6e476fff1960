'use strict';

const assert = require('node:assert/strict');
const { timed, until } = require('../support/patience');
const { told, call, logged } = require('./helpers');
const { onRedis, onPeer, flood } = require('./kit');

describe('more calls in one turn than the queue holds', () => {
  const on = onRedis();

  it('are answered up to the limit, and beyond it refused at once', async () => {
    const service = await on.started({ maxQueue: 5000 });
    assert.deepEqual(await flood(service, 20000), { ok: 5000, EQUEUEFULL: 15000 });
    assert.deepEqual(await flood(service, 5000), { ok: 5000 });
    const [, members] = await call(service, 'getMembersBySid', 'n', 'c1');
    assert.equal(members.length, 1000);
  });

  it('are limited by their bytes too, refused calls weighing nothing', async () => {
    const service = await on.started({ maxQueueBytes: 10000 });
    const counts = await flood(service, 1000);
    assert.ok(counts.ok >= 10 && counts.ok <= 100, `${counts.ok} of 1000`);
    assert.equal(counts.EQUEUEFULL, 1000 - counts.ok);
    const [err] = await call(service, 'add', 'n', 'x'.repeat(10001), 'c1');
    assert.equal(err.code, 'EQUEUEFULL');
    assert.match(err.message, /10000 bytes/);
    assert.deepEqual(await call(service, 'add', 'n', 'x'.repeat(5000), 'c1'), [null]);
  });

  it('hold while Redis is away, and are sent when it is back', async () => {
    const service = await on.started({ maxQueue: 3000 });
    await on.server.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    assert.deepEqual(await flood(service, 10000), { ok: 3000, EQUEUEFULL: 7000 });
  });

  it('are all answered by a stop', async () => {
    const service = await on.started({ maxQueue: 3000 });
    const forced = await flood(service, 4000, () => service.stop(true));
    assert.deepEqual(forced, { ESTOPPED: 3000, EQUEUEFULL: 1000 });
    const patient = await on.started({ maxQueue: 3000 });
    const { took, value: counts } = await timed(() => flood(patient, 4000, () => patient.stop(false)));
    // Only a machine that does not get them done within a second sees ESTOPPED here.
    if (took < 999) assert.deepEqual(counts, { ok: 3000, EQUEUEFULL: 1000 });
  });

  it('count a push, whatever it reads, as one', async () => {
    const service = await on.started({ maxQueue: 2 });
    const push = () => call(service, 'pushMessage', 'connector', 'r', {}, 'n', null);
    const results = await Promise.all([push(), push(), push()]);
    assert.deepEqual(results.slice(0, 2), [[null, []], [null, []]]);
    assert.equal(results[2][0].cause.code, 'EQUEUEFULL');
  });
});

describe('more calls than a hung server takes', () => {
  const on = onPeer();

  it('are answered in time', async () => {
    on.server.answer = ([name]) => (name === 'SADD' ? null : undefined);
    const service = await on.started({ maxQueue: 3000, commandTimeout: 300 });
    assert.deepEqual(await flood(service, 10000), { ETIMEDOUT: 3000, EQUEUEFULL: 7000 });
  });

  it('are all answered by a stop, those that are under way too', async () => {
    on.server.answer = ([name]) => (name === 'SADD' ? null : undefined);
    const service = await on.started({ maxQueue: 3000 });
    const counts = await flood(service, 4000, async () => {
      await until(() => on.server.commands('SADD').length > 0);
      service.stop(true);
    });
    assert.deepEqual(counts, { ESTOPPED: 3000, EQUEUEFULL: 1000 });
  });

  it('are not taken at all without an offline queue', async () => {
    const service = await on.started({ enable_offline_queue: false });
    await logged(async () => {
      const lost = told(/lost the connection/);
      await on.server.close();
      await lost;
    });
    assert.deepEqual(await flood(service, 1000), { ECONNLOST: 1000 });
  });
});
