'use strict';

// The manager tells C a channel's name and sid only when they are others than the last time.

const assert = require('node:assert/strict');
const { MEMORY_TELLS, random } = require('../faults/kit');
const { runNode } = require('../support/child');
const { call } = require('../service/helpers');
const { onRedis } = require('./helpers');

describe('a call goes to the channel that it names', () => {
  const on = onRedis();

  it('whatever the calls before it were', async () => {
    const names = ['n', 'm', '', 'é', 'x'.repeat(1023), 'x'.repeat(1024), 'x'.repeat(70000)];
    const sids = ['c1', 'c2', 'c1\0'];
    const manager = await on.started();
    const next = random(7);
    const pick = (list) => list[Math.floor(next() * list.length)];
    const members = new Map();
    const reads = [];
    let [name, sid] = ['n', 'c1'];
    for (let i = 0; i < 4000; i++) {
      // Often the same, but another string.
      if (next() < 0.3) name = Buffer.from(pick(names)).toString();
      if (next() < 0.3) sid = Buffer.from(pick(sids)).toString();
      const key = JSON.stringify([name, sid]);
      const uids = members.get(key) || members.set(key, new Set()).get(key);
      const uid = String(Math.floor(next() * 3));
      const kind = next();
      if (kind < 0.4) uids.add(uid);
      else if (kind < 0.6) uids.delete(uid);
      if (kind < 0.4) manager.add(name, uid, sid, assert.ifError);
      else if (kind < 0.6) manager.leave(name, uid, sid, assert.ifError);
      else if (kind < 0.9) reads.push({ want: [...uids].sort(), got: call(manager, 'getMembersBySid', name, sid) });
      else if (kind < 0.95) manager.add({}, uid, sid, (err) => assert.equal(err.code, 'EINVAL'));
      else reads.push({ want: [...uids].sort(), got: call(manager, 'getMembers', name, [sid]).then(([err, lists]) => [err, lists[0] || []]) });
    }
    for (const { want, got } of reads) {
      const [err, uids] = await got;
      assert.ifError(err);
      assert.deepEqual(uids.sort(), want);
    }
  });

  it('also when the call before it was refused', async () => {
    const manager = await on.started({ maxQueue: 1 });
    const first = call(manager, 'add', 'n', 'u', 'c1');
    const refused = await call(manager, 'add', 'm', 'u', 'c2');
    assert.equal(refused[0].code, 'EQUEUEFULL');
    assert.deepEqual(await first, [null]);
    assert.deepEqual(await call(manager, 'add', 'm', 'v', 'c2'), [null]);
    assert.deepEqual(await call(manager, 'add', 'n', 'v', 'c1'), [null]);
    assert.deepEqual(await on.keys(), ['POMELO:CHANNEL:m:c2', 'POMELO:CHANNEL:n:c1']);
  });

  for (const [kind, text] of [['whole', 'a huge name'], ['slice', 'a huge text that a name was cut out of']]) {
    it(`and ${text} is forgotten`, async function () {
      if (!MEMORY_TELLS) this.skip();
      const { messages: [copies], output } = await runNode(require.resolve('./hugeName'), [on.redis.port, kind], { flags: ['--expose-gc'] });
      assert.ok(copies < 0.5, `${copies} of it are kept ${output}`);
    });
  }
});
