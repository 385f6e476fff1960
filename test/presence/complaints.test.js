'use strict';

// What the log tells when Redis refuses beats and looks: a line, however long that lasts.

const assert = require('assert').strict;
const Complaint = require('../../lib/presence/complaint');
const { plainError } = require('../../lib/error');
const { logged } = require('../service/helpers');
const { until } = require('../support/patience');
const { withServices } = require('./apps');

const BEAT = 0.02;

describe('the complaints of a presence', () => {
  const on = withServices();
  const presenceOf = (service) => service._life._presence;

  /** How often something is done, counted by its own method. */
  function counted(of, method) {
    const count = { calls: 0 };
    const original = of[method];
    of[method] = (...args) => {
      count.calls++;
      return original.apply(of, args);
    };
    return count;
  }

  it('that a beat is refused, once', async () => {
    const { service } = await on.started('c1', { heartbeat: BEAT });
    const lines = await logged(async () => {
      await on.redis.command('DEL', 'P@sids');
      await on.redis.command('SET', 'P@sids', 'no set');
      const beats = counted(presenceOf(service)._heartbeat, '_beat');
      await until(() => beats.calls > 5);
    });
    const told = lines.filter(({ text }) => text.includes('Redis does not take that this server is alive: WRONGTYPE'));
    assert.deepEqual(told.map(({ level }) => level), ['WARN']);
    await on.redis.command('DEL', 'P@sids');
    await until(async () => await on.redis.command('EXISTS', 'P@sid:c1') === 1);
  });

  it('that a look is refused, once', async () => {
    await on.redis.command('SET', 'P@sids', 'no set');
    const lines = await logged(async () => {
      const { service } = await on.started('b1', { heartbeat: BEAT });
      const looks = counted(presenceOf(service)._watcher, '_ask');
      await until(() => looks.calls > 5);
    });
    assert.equal(lines.length, 1);
    assert.match(lines[0].text, /looking for servers that have gone failed: WRONGTYPE/);
  });

  it('are one line for each reason in ten minutes, and none of what the connection tells', async () => {
    let now = 0;
    const complaint = new Complaint('it failed', () => now);
    const lines = await logged(async () => {
      for (const code of ['ECONNLOST', 'ESTOPPED', 'ETIMEDOUT']) complaint.note(plainError(code, code));
      const refusals = ['OOM', 'NOPERM'].map((reply) => plainError('EREPLY', `${reply} so`, { reply }));
      for (let i = 0; i < 3; i++) refusals.forEach((err) => complaint.note(err));
      now = 600000;
      complaint.note(refusals[0]);
    });
    assert.deepEqual(lines.map(({ text }) => text.replace(/^\[.*?\] /, '')), ['it failed: OOM so', 'it failed: NOPERM so', 'it failed: OOM so']);
  });

  it('a beat whose key is refused still tells that this server was removed', async () => {
    const { app, service } = await on.started('c1', { heartbeat: 1000 });
    let removed = 0;
    app.event.on('globalchannel_removed', () => removed++);
    await on.redis.command('DEL', 'P@sid:c1', 'P@sids');
    const heartbeat = presenceOf(service)._heartbeat;
    heartbeat._ms = NaN; // which no key can have
    const lines = await logged(async () => {
      heartbeat._again();
      await until(() => removed > 0);
    });
    assert.equal(lines.length, 2);
  });

  it('who wants to look while that is under way looks behind it', async () => {
    const { service } = await on.started('b1', { heartbeat: 1000 });
    const watcher = presenceOf(service)._watcher;
    await until(() => !watcher._isLooking);
    const looks = counted(watcher, '_ask');
    for (let i = 0; i < 3; i++) watcher._look();
    assert.equal(looks.calls, 1);
    await until(() => looks.calls > 1 && !watcher._isLooking);
    assert.equal(looks.calls, 2);
  });
});
