'use strict';

const assert = require('node:assert/strict');
const FakeApp = require('../support/fakeApp');
const { onRedis, call } = require('./helpers');

const TEXTS = ['u', '', 'é频😀', 'a\0b\r\n', '*', 'a:b', '42', '\ud800', '__proto__'];

describe('old and new plugin on one Redis', () => {
  const on = onRedis();

  for (const [writer, reader] of [['old', 'new'], ['new', 'old']]) {
    it(`what the ${writer} one writes, the ${reader} one reads, removes and pushes to`, async () => {
      const app = new FakeApp(['c1', 'c2']);
      const [writing, reading] = [await on.started(writer), await on.started(reader, app)];
      for (const text of TEXTS) {
        await call(writing, 'add', text, text, 'c1');
        await call(writing, 'add', text, `${text}!`, 'c2');
        const read = Buffer.from(text).toString();
        assert.deepEqual(await call(reading, 'getMembersBySid', text, 'c1'), [null, [read]]);
        assert.deepEqual(await call(reading, 'getMembersByChannelName', 'connector', text), [null, [read, `${read}!`]]);
        app.sent = [];
        assert.deepEqual(await call(reading, 'pushMessage', 'connector', 'r', {}, text, null), [null, []]);
        assert.deepEqual(app.deliveries(), [['c1', [read]], ['c2', [`${read}!`]]]);
        await call(reading, 'leave', text, text, 'c1');
        assert.deepEqual(await call(writing, 'getMembersBySid', text, 'c1'), [null, []]);
        await call(reading, 'destroyChannel', text);
        assert.deepEqual(await call(writing, 'getMembersBySid', text, 'c2'), [null, []]);
      }
      assert.equal(await on.redis.command('DBSIZE'), 0);
    });

    it(`the ${reader} one cleans what the ${writer} one wrote, under a prefix and in a db of their own`, async () => {
      const opts = { prefix: 'GAME:é', db: 3 };
      const writing = await on.started(writer, undefined, opts);
      await call(writing, 'add', 'n', 'u', 'c1');
      await on.started(reader, undefined, { ...opts, cleanOnStartUp: true });
      assert.deepEqual(await call(writing, 'getMembersBySid', 'n', 'c1'), [null, []]);
    });
  }
});

/** Runs in order; each line is a method with its arguments. */
const SCRIPT = [
  ['start'], ['start'],
  ['add', 'n', 'u', 'c1'], ['add', 'n', 'u', 'c1'], ['add', 'n', 42, 'c2'], ['add', 'n', 'é\0', 'c3'], ['add', 'n', 'b', 'chat-1'],
  ['add', 'text', 'u', 'c1'], ['leave', 'text', 'u', 'c1'], ['getMembersBySid', 'text', 'c1'], ['getMembersByChannelName', 'connector', 'text'],
  ['leave', 'n', 'nobody', 'c1'], ['leave', 'nowhere', 'u', 'c1'],
  ['getMembersBySid', 'n', 'c1'], ['getMembersBySid', 'n', 'c2'], ['getMembersBySid', 'n', 'chat-1'], ['getMembersBySid', 'nowhere', 'c1'], ['getMembersBySid', 'n', 'absent'],
  ['getMembersByChannelName', 'connector', 'n'], ['getMembersByChannelName', 'chat', 'n'], ['getMembersByChannelName', 'gate', 'n'],
  ['getMembersByChannelName', '', 'n'], ['getMembersByChannelName', undefined, 'n'], ['getMembersByChannelName', 'connector', 'nowhere'],
  ['pushMessage', 'connector', 'r', { text: 'hi' }, 'n', null], ['pushMessage', 'connector', 'r', 'text', 'n', {}], ['pushMessage', 'gate', 'r', {}, 'n', null],
  ['pushMessage', 'connector', 'r', {}, 'nowhere', undefined], ['pushMessage', 'connector', 'r', {}, 'some fail', null], ['pushMessage', 'connector', 'r', {}, 'all fail', null],
  ['destroyChannel', 'n'], ['destroyChannel', 'n'], ['getMembersByChannelName', 'connector', 'n'], ['getMembersBySid', 'n', 'chat-1'],
  ['stop', false], ['stop', true], ['start'],
  ...[['add', 'n', 'u', 'c1'], ['leave', 'n', 'u', 'c1'], ['getMembersBySid', 'n', 'c1'], ['getMembersByChannelName', 'connector', 'n'],
    ['pushMessage', 'connector', 'r', {}, 'n', null], ['destroyChannel', 'n']],
];

/** The old plugin prints the stack of each. */
const broken = () => Object.assign(new Error('broken'), { stack: 'broken' });

describe('one script, run with the old and the new plugin', () => {
  const on = onRedis();

  /** What each line of the script got, errors by their message, and what went out to the frontends. */
  async function run(plugin, opts) {
    await on.redis.command('FLUSHALL');
    await on.redis.command('SET', 'POMELO:CHANNEL:text:c1', 'no set');
    await on.redis.command('SADD', 'POMELO:CHANNEL:some fail:c1', 'u');
    for (const sid of ['c1', 'c2', 'c3']) await on.redis.command('SADD', `POMELO:CHANNEL:all fail:${sid}`, 'v');
    const app = new FakeApp(['c1', 'c2', 'c3']);
    app.addServer({ id: 'chat-1', serverType: 'chat' });
    app.rpc = (sid, { args: [, , uids] }, cb) => setImmediate(cb, uids[0] === 'v' ? broken() : null, uids.filter((uid) => uid === 'u'));
    const service = on.make(plugin, app, opts);
    const answers = [];
    for (const [method, ...args] of SCRIPT) answers.push([method, ...(await call(service, method, ...args)).map((value) => (value instanceof Error ? `Error: ${value.message}` : value))]);
    return { answers, sent: app.sent.map(({ sid, message }) => [sid, message]), keys: (await on.redis.command('KEYS', '*')).sort() };
  }

  for (const opts of [{}, { prefix: '', db: '0' }, { cleanOnStartUp: true }]) {
    it(`gives the same answers, pushes and keys (${JSON.stringify(opts)})`, async () => {
      const old = await run('old', opts);
      assert.equal(old.answers.length, SCRIPT.length);
      assert.deepEqual(await run('new', opts), old);
    });
  }

  it('so it does where there is nothing: no frontend, nothing to clean', async () => {
    const got = [];
    for (const plugin of ['old', 'new']) {
      const service = on.make(plugin, new FakeApp(), { cleanOnStartUp: true });
      got.push([await call(service, 'start'), await call(service, 'destroyChannel', 'n'), await call(service, 'stop', true)]);
    }
    assert.deepEqual(got[0], [[undefined], [], []]);
    assert.deepEqual(got[1].map((args) => args.map((arg) => arg ?? undefined)), got[0]);
  });

  it('unawaited calls take effect and call back in the same order', async () => {
    for (const plugin of ['old', 'new']) {
      const service = await on.started(plugin);
      const order = [];
      await new Promise((resolve) => {
        service.add('n', 'a', 'c1', () => order.push('add'));
        service.getMembersBySid('n', 'c1', (err, uids) => order.push(...uids));
        service.leave('n', 'a', 'c1', () => order.push('leave'));
        service.getMembersBySid('n', 'c1', (err, uids) => resolve(order.push(uids.length)));
      });
      assert.deepEqual(order, ['add', 'a', 'leave', 0], plugin);
    }
  });
});
