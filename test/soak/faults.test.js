'use strict';

// What the soak excuses: what an old master has acknowledged above the offset of its successor, and nothing else.

const assert = require('node:assert/strict');
const { until } = require('../support/patience');
const { startRedis } = require('../support/redis');
const Faults = require('../../soak/faults');
const { Offsets, now } = require('../../soak/offsets');

describe('a fault of the soak', () => {
  it('has the time from which on acknowledged writes may be missing', async () => {
    const master = await startRedis({ args: ['--repl-diskless-sync-delay', '0'] });
    const replica = await startRedis({ args: ['--replicaof', `127.0.0.1 ${master.port}`] });
    try {
      await until(async () => (await replica.command('ROLE'))[3] === 'connected');
      const offsets = await Offsets.of(master);
      /** @type {Map<string, number>} */
      const acknowledged = new Map();
      const write = async (uid) => {
        await master.command('SADD', 'n', uid);
        acknowledged.set(uid, now());
      };
      for (let i = 0; i < 200; i++) await write(`passed on ${i}`);
      await master.command('WAIT', 1, 10000);
      replica.freeze();
      await master.command('CLIENT', 'KILL', 'TYPE', 'replica');
      for (let i = 0; i < 200; i++) await write(`lost ${i}`);
      await master.kill();
      replica.thaw();
      await replica.command('REPLICAOF', 'NO', 'ONE');
      const reached = await offsets.reached(replica);
      const has = new Set(await replica.command('SMEMBERS', 'n'));
      const missing = [...acknowledged.keys()].filter((uid) => !has.has(uid));
      assert.deepEqual(missing, Array.from({ length: 200 }, (_, i) => `lost ${i}`));
      assert.deepEqual(missing.filter((uid) => acknowledged.get(uid) < reached), []);
      assert.ok(acknowledged.get('passed on 0') < reached);
    } finally {
      replica.thaw();
      await Promise.all([master.stop(), replica.stop()]);
    }
  });

  it('excuses what was acknowledged in that time, for keys that the old master had', async () => {
    const member = (uid, at, state = 'in', name = 'n') => ({ name, sid: 's', uid, at, state });
    const members = [member('there', 5), member('above', 5), member('before', 4), member('behind', 7), member('not known', 1, 'unknown'),
      member('came back', 6, 'out'), member('elsewhere', 5, 'in', 'other')];
    const sets = { 'p:n:s': ['there', 'came back'] };
    const redis = { command: async (name, key) => (name === 'KEYS' ? Object.keys(sets) : sets[key]) };
    const resumed = [];
    const player = { pause: async () => ({ prefix: 'p', members }), resume: (lost) => resumed.push(lost.map(({ uid }) => uid)) };
    const faults = new Faults([player], () => 0);
    faults.masters = async () => [redis];
    await faults.check('a crash', { spans: [[5, 6]], had: (key) => key === 'p:n:s' });
    assert.deepEqual(faults.wrong, ['before', 'behind', 'elsewhere'].map((uid) => {
      return `p:${uid === 'elsewhere' ? 'other' : 'n'}:s ${uid}: acknowledged in, after: a crash`;
    }));
    assert.deepEqual([faults.above, faults.missing], [3, 2]);
    assert.deepEqual(resumed, [['above', 'before', 'behind', 'came back', 'elsewhere']]);
  });
});
