'use strict';

// Redis goes and comes back.

const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const { until } = require('../support/patience');
const { withFaults, told, fine, failing, atLast, call, logged } = require('./helpers');

describe('a Redis that is restarted', () => {
  const on = withFaults();

  /** Adds members until told to end, 20 calls at a time. */
  async function load(manager, { acknowledged, errors }, ended) {
    const lane = async (n) => {
      for (let i = 0; !ended(); i++) {
        const [err] = await new Promise((resolve) => { manager.add('n', `${n}-${i}`, 'c1', (...got) => resolve(got)); });
        if (err) errors.push(err);
        else acknowledged.push(`${n}-${i}`);
      }
    };
    await Promise.all(Array.from({ length: 20 }, (_, n) => lane(n)));
  }

  it('with kill -9 under load, three times: what was acknowledged is there', async () => {
    const args = ['--appendonly', 'yes', '--appendfsync', 'always'];
    let redis = await on.server({ args });
    const { port, dir } = redis;
    const manager = await on.started({ port });
    await logged(async () => {
      const [acknowledged, errors] = [[], []];
      let over = false;
      const loaded = load(manager, { acknowledged, errors }, () => over);
      const more = (n) => until(((goal) => () => acknowledged.length >= goal)(acknowledged.length + n));
      for (let i = 0; i < 3; i++) {
        await more(100);
        await redis.kill();
        await sleep(100);
        redis = await on.server({ port, dir, args });
      }
      await more(100);
      over = true;
      await loaded;
      assert.deepEqual(errors.slice(0, 3), []);
      const there = new Set(await redis.command('SMEMBERS', 'POMELO:CHANNEL:n:c1'));
      assert.deepEqual(acknowledged.filter((uid) => !there.has(uid)).slice(0, 3), []);
    });
  });

  for (const way of ['port', 'path']) {
    it(`again and again: nobody who comes by ${way} closes the connection of another`, async () => {
      let redis = await on.server();
      const { port, dir } = redis;
      const managers = [];
      for (let i = 0; i < 3; i++) managers.push(await on.started({ [way]: redis[way] }));
      const lines = await logged(async () => {
        for (let i = 0; i < 6; i++) {
          await redis.kill();
          redis = await on.server({ port, dir });
          // The last one first: ids begin anew, so it may get the id that another one had.
          for (const manager of [...managers].reverse()) await fine(manager, 'add', 'n', 'u', 'c1');
          await sleep(60);
          for (const manager of managers) await fine(manager, 'add', 'n', 'u', 'c1');
        }
      });
      for (const news of ['lost the connection', 'is back']) {
        assert.equal(lines.filter(({ text }) => text.includes(news)).length, 6 * 3, news);
      }
    });
  }

  it('by SHUTDOWN: calls wait, and succeed', async () => {
    const redis = await on.server();
    const manager = await on.started({ port: redis.port });
    await logged(async () => {
      await redis.command('SHUTDOWN', 'NOSAVE').catch(() => {});
      const calls = Array.from({ length: 100 }, (_, i) => call(manager, 'add', 'n', i, 'c1'));
      await sleep(200);
      await on.server({ port: redis.port });
      for (const outcome of await Promise.all(calls)) assert.deepEqual(outcome, [null]);
      assert.equal((await fine(manager, 'getMembersBySid', 'n', 'c1')).length, 100);
    });
  });

  it('and loads for a while: calls wait', async () => {
    const peer = await on.peer(([name]) => (name === 'SADD' ? ':1\r\n' : undefined));
    const manager = await on.started({ port: peer.port });
    await logged(async () => {
      let loading = true;
      peer.answer = ([name]) => {
        if (loading && name !== 'CLIENT') return '-LOADING Redis is loading the dataset in memory\r\n';
        return name === 'SADD' ? ':1\r\n' : undefined;
      };
      const add = call(manager, 'add', 'n', 'u', 'c1');
      await until(() => peer.accepted >= 4);
      loading = false;
      assert.deepEqual(await add, [null]);
    });
  });

  it('with another database count or password: a started service tries on, and says why calls fail', async () => {
    const redis = await on.server();
    const manager = await on.started({ port: redis.port, db: 5, password: 'p', commandTimeout: 200, retryMaxDelay: 100 });
    const reasons = ['ECONNREFUSED', 'DB index is out of range', 'WRONGPASS'];
    const lines = await logged(async () => {
      const [refused, noDb, noPass] = reasons.map((reason) => told(new RegExp(reason)));
      await redis.kill();
      await refused;
      const small = await on.server({ port: redis.port, args: ['--databases', '2', '--requirepass', 'p'] });
      await noDb;
      assert.match((await failing(manager, 'add', 'n', 'u', 'c1')).message, /within 200 ms; ERR DB index is out of range/);
      await small.kill();
      const closed = await on.server({ port: redis.port, args: ['--requirepass', 'other'] });
      await noPass;
      assert.match((await failing(manager, 'add', 'n', 'u', 'c1')).message, /within 200 ms; WRONGPASS/);
      await closed.kill();
      await on.server({ port: redis.port, args: ['--requirepass', 'p'] });
      await atLast(manager, 'add', 'n', 'u', 'c1');
    });
    for (const reason of reasons) {
      assert.equal(lines.filter(({ text }) => text.includes(reason)).length, 1, reason);
    }
  });
});
