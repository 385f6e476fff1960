'use strict';

// Many calls at random, in the order of the calls of one process, and whatever two do: on one Redis, and in a real Cluster, where a
// member and his entry are on different masters, and written in two steps.

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { startCluster } = require('../support/cluster');
const { LIMIT } = require('../support/patience');
const { startRedis } = require('../support/redis');
const { call } = require('../service/helpers');
const RedisGlobalChannelManager = require('../../lib/manager/redisGlobalChannelManager');

const SIDS = ['c1', 'c2'];
const NAMES = ['a', 'b', 'c'];
const UIDS = ['1', '2', '3'];

const SERVERS = {
  'one Redis': [startRedis, ({ port }) => ({ port })],
  'a real cluster': [() => startCluster({ replicas: 0 }), ({ addresses }) => ({ cluster: addresses })],
};

function describeOn(title, [start, optionsOf]) {
  describe(`the index of users in ${title}`, () => {
    let servers;
    let managers;
    before(async () => { servers = await start(); });
    after(() => servers.stop());

    async function started(opts) {
      const manager = new RedisGlobalChannelManager(new FakeApp(SIDS), { ...optionsOf(servers), prefix: 'P', commandTimeout: LIMIT, ...opts });
      managers.push(manager);
      assert.deepEqual(await call(manager, 'start'), [null]);
      return manager;
    }

    beforeEach(async () => {
      managers = [];
      for (let i = 0; i < 2; i++) await started({ userIndex: true });
      await call(managers[0], 'clean');
    });
    afterEach(() => Promise.all(managers.map((manager) => call(manager, 'stop', true))));

    const any = (list) => list[Math.floor(Math.random() * list.length)];

    /** A call, and what becomes of the members by it: a set of `sid:name:uid`. */
    function anyCall() {
      const [sid, name, uid] = [any(SIDS), any(NAMES), any(UIDS)];
      const places = (names, uids) => names.flatMap((each) => uids.map((user) => `${sid}:${each}:${user}`));
      return any([
        { args: ['add', name, uid, sid], model: (all) => all.add(`${sid}:${name}:${uid}`) },
        { args: ['add', NAMES, [uid, '1'], sid], model: (all) => places(NAMES, [uid, '1']).forEach((place) => all.add(place)) },
        { args: ['leave', name, uid, sid], model: (all) => all.delete(`${sid}:${name}:${uid}`) },
        { args: ['leave', [name, 'a'], UIDS, sid], model: (all) => places([name, 'a'], UIDS).forEach((place) => all.delete(place)) },
        { args: ['leaveAll', uid, sid], model: (all) => places(NAMES, [uid]).forEach((place) => all.delete(place)) },
        { args: ['destroyChannel', name], model: (all) => SIDS.forEach((each) => UIDS.forEach((user) => all.delete(`${each}:${name}:${user}`))) },
      ]);
    }

    /** All members, and all entries of the index. */
    async function state() {
      const members = [];
      for (const name of NAMES) {
        const [, lists] = await call(managers[0], 'getMembers', name, SIDS);
        SIDS.forEach((sid, i) => (lists[i] || []).forEach((uid) => members.push(`${sid}:${name}:${uid}`)));
      }
      const entries = [];
      const [, users] = await call(managers[0], 'getChannelsByUid', UIDS);
      for (const uid of UIDS) for (const sid of Object.keys(users[uid])) users[uid][sid].forEach((name) => entries.push(`${sid}:${name}:${uid}`));
      return { members: members.sort(), entries: entries.sort() };
    }

    it('is what the calls of one process make of it, in their order', async () => {
      for (let round = 0; round < 20; round++) {
        const all = new Set((await state()).members);
        const calls = Array.from({ length: 30 }, anyCall);
        const shown = calls.map(({ args }) => args.join(' ')).join('\n');
        const answers = calls.map(({ args, model }) => {
          model(all);
          return call(managers[0], ...args);
        });
        const read = call(managers[0], 'getMembers', 'a', SIDS);
        for (const [err] of await Promise.all(answers)) assert.equal(err, null);
        const { members, entries } = await state();
        assert.deepEqual([members, entries], [[...all].sort(), [...all].sort()], shown);
        const [, lists] = await read;
        const seen = SIDS.flatMap((sid, i) => (lists[i] || []).map((uid) => `${sid}:a:${uid}`));
        // A question does not wait for the channels of a leaveAll, which it cannot know.
        const going = calls.filter(({ args }) => args[0] === 'leaveAll').map(({ args: [, uid, sid] }) => `${sid}:a:${uid}`);
        const want = members.filter((place) => place.includes(':a:'));
        assert.deepEqual(seen.filter((place) => want.includes(place) || !going.includes(place)).sort(), want, `read behind\n${shown}`);
        assert.equal(managers[0]._turns._lines.size, 0);
      }
    });

    it('knows every member, whatever two processes do at once', async () => {
      for (let round = 0; round < 20; round++) {
        const calls = Array.from({ length: 30 }, (_, i) => call(managers[i % 2], ...anyCall().args));
        for (const [err] of await Promise.all(calls)) assert.equal(err, null);
        const { members, entries } = await state();
        assert.deepEqual(members.filter((place) => !entries.includes(place)), []);
      }
    });

    it('gets what it lacks from reindex, and is removed by a cleaning', async () => {
      const plain = await started({});
      await call(plain, 'add', NAMES, UIDS, 'c1');
      assert.deepEqual((await state()).entries, []);
      assert.deepEqual(await call(managers[0], 'reindex'), [null, 9]);
      const { members, entries } = await state();
      assert.deepEqual([entries.length, entries], [9, members]);
      assert.deepEqual(await call(managers[0], 'clean'), [null]);
      assert.deepEqual(await state(), { members: [], entries: [] });
    });
  });
}

for (const [title, how] of Object.entries(SERVERS)) describeOn(title, how);
