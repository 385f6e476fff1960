'use strict';

// Who gets nothing of a push: opts.except.

const assert = require('node:assert/strict');
const { call, channel, answers, fails, logged, never, started } = require('./helpers');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');

describe('opts.except of a push', () => {
  it('is a uid or a list of uids who get nothing, compared as text', async () => {
    const { app, push } = await channel([['u1', 'u2', 7], ['u2', '8'], ['u3']]);
    const long = new (class { toString() { return '8'; } })();
    for (const [except, deliveries] of [
      ['u2', [['c1', ['u1', 7]], ['c2', ['8']], ['c3', ['u3']]]],
      [['u2', '7', 8], [['c1', ['u1']], ['c3', ['u3']]]],
      [[7n, long], [['c1', ['u1', 'u2']], ['c2', ['u2']], ['c3', ['u3']]]],
      [['nobody'], [['c1', ['u1', 'u2', 7]], ['c2', ['u2', '8']], ['c3', ['u3']]]],
    ]) {
      app.sent.length = 0;
      assert.deepEqual(await push({ except }), [null, []]);
      assert.deepEqual(app.deliveries(), deliveries);
    }
  });

  it('is none when it is undefined, null or an empty list', async () => {
    const { app, push } = await channel([['u1']]);
    for (const except of [undefined, null, []]) await push({ except });
    assert.deepEqual(app.deliveries(), [['c1', ['u1']], ['c1', ['u1']], ['c1', ['u1']]]);
    for (const { message } of app.sent) assert.deepEqual(message.args[3], { isPush: true });
  });

  it('goes no further, and the caller\'s object stays what it is', async () => {
    const { app, push } = await channel([['u1']]);
    const opts = Object.freeze({ priority: 1, except: Object.freeze(['u2']) });
    await push(opts);
    assert.deepEqual(app.sent[0].message.args[3], { type: 'push', userOptions: { priority: 1 }, isPush: true });
    assert.deepEqual(opts, { priority: 1, except: ['u2'] });
    await push({ except: 'u2' });
    assert.deepEqual(app.sent[1].message.args[3], { isPush: true });
  });

  it('is not asked for in what is no object with options', async () => {
    const { app, push } = await channel([['u1']]);
    const list = Object.assign(['a'], { except: 'u1' });
    await push(list);
    assert.deepEqual(app.deliveries(), [['c1', ['u1']]]);
  });

  it('everybody: no frontend is asked, and that is a success', async () => {
    const { app, push } = await channel([['u1'], ['u2']]);
    assert.deepEqual(await push({ except: ['u1', 'u2'] }), [null, []]);
    assert.equal(app.sent.length, 0);
  });

  it('are not among the failIds of a frontend that failed', async () => {
    const { app, push } = await channel([['u1', 'u2'], ['u3']]);
    answers(app, { c1: fails });
    await logged(async () => assert.deepEqual(await push({ except: 'u2' }), [null, ['u1']]));
  });

  it('that makes no sense is EINVAL, which tells its place, and nobody gets anything', async () => {
    const { app, manager, push, service } = await channel([['u1']]);
    const revoked = Proxy.revocable([], {});
    revoked.revoke();
    const getter = Object.defineProperty({}, 'except', { get: () => { throw new Error('mine'); } });
    for (const [opts, place] of [
      [{ except: {} }, 'except: '], [{ except: true }, 'except: '], [{ except: NaN }, 'except: '], [{ except: new Set(['u1']) }, 'except: '],
      [{ except: ['u2', null] }, 'except[1]: '], [{ except: ['u2', ['u3']] }, 'except[1]: '], [{ except: [, 'u'] }, 'except[0]: '], // eslint-disable-line no-sparse-arrays
      [{ except: revoked.proxy }, 'except: '], [getter, 'except: '],
    ]) {
      const [err] = await push(opts);
      assert.equal(err.code, 'EINVAL');
      assert.ok(err.message.startsWith(place), err.message);
    }
    assert.deepEqual([app.sent.length, manager.count('getMembersBySid')], [0, 0]);
    await assert.rejects(service.pushMessage('connector', 'r', {}, 'room', { except: [{}] }), { code: 'EINVAL' });
    assert.deepEqual(await call(service, 'stop', false), []);
  });

  it('holds for several channels, too, and is read during the call', async () => {
    const app = new FakeApp(['c1', 'c2']);
    const manager = new MemoryManager();
    for (const [name, uid, sid] of [['a', 'u1', 'c1'], ['b', 'u1', 'c1'], ['b', 'u2', 'c1'], ['a', 'u1', 'c2']]) manager.set(name, sid).add(uid);
    const service = await started(app, manager);
    const except = ['u1'];
    const opts = { except };
    const push = new Promise((resolve) => service.pushMessage('connector', 'r', {}, ['a', 'b'], opts, (...got) => resolve(got)));
    except[0] = 'u2';
    opts.except = never;
    assert.deepEqual(await push, [null, []]);
    assert.deepEqual(app.deliveries(), [['c1', ['u2']]]);
  });
});
