'use strict';

// A failover that is announced: all calls wait, in their order, until it is over.

const assert = require('assert').strict;
const { call, turns } = require('../../service/helpers');
const { timed, until } = require('../../support/patience');
const { onFakes, HOLD, holdText } = require('./fakes');

describe('a failover that Sentinels announce', () => {
  const on = onFakes();
  let a, b, sentinels, manager;
  beforeEach(async () => {
    [a, b] = [await on.node(), await on.node('slave')];
    sentinels = await Promise.all([1, 2, 3].map(() => on.sentinel({ master: a })));
  });

  const start = async (opts) => { manager = await on.started(sentinels, opts); };
  /** @returns {Promise<any>} what it fails with, or null */
  const add = (uid) => new Promise((resolve) => manager.add('n', uid, 'c1', resolve));
  const all = (what) => sentinels.forEach(what);
  const promote = (node = b, old = a) => {
    old.role = 'slave';
    node.role = 'master';
  };
  /** So long that what must not happen would have happened. */
  const aWhile = () => new Promise((resolve) => setTimeout(resolve, 700));

  it('waits from the announcement of a failover to its end, in order, also with what is under way', async () => {
    await start();
    const held = [];
    a.own = ([word], socket) => (word === 'SADD' ? held.push(socket) && null : undefined);
    const told = [];
    const later = (uid) => new Promise((resolve) => manager.add('n', uid, 'c1', (err) => resolve(told.push(err ? err.code : uid))));
    const calls = [later('1'), later('2')];
    await until(() => held.length === 2);
    sentinels[0].publish(HOLD, holdText(b));
    await turns(20);
    await until(() => manager._connection.session._hold);
    calls.push(later('3'));
    held.forEach((socket) => socket.write(':1\r\n')); // nobody believes it any more
    calls.push(new Promise((resolve) => manager.getMembersBySid('n', 'c1', (_, uids) => resolve(told.push(uids.join('')))))); // as they see it
    await aWhile();
    assert.deepEqual(told, []);
    promote();
    all((each) => each.switchTo(b));
    await Promise.all(calls);
    assert.deepEqual(told, ['1', '2', '3', '123']);
    assert.equal(held.length, 2);
    assert.deepEqual(b.uids, ['1', '2', '3']);
  });

  it('goes on where it was after an abort', async () => {
    await start();
    all((each) => each.publish(HOLD, holdText(b)));
    await until(() => manager._connection.session._hold);
    const call1 = add('1');
    await aWhile();
    assert.deepEqual(a.uids, []);
    sentinels[2].publish('-failover-abort-slave-timeout', `master game 127.0.0.1 ${a.port}`);
    assert.equal(await call1, null);
    assert.deepEqual(a.uids, ['1']);
  });

  it('goes on after 3 s in any case', async () => {
    await start();
    sentinels[0].publish(HOLD, holdText(b));
    await until(() => manager._connection.session._hold);
    const { took, ms } = await timed(() => add('1'));
    assert.ok(took > 2500 && ms < 4500, `${took}, ${ms} ms`);
    assert.deepEqual(a.uids, ['1']);
  });

  it('goes on when an announcement is followed by the silence of all Sentinels', async () => {
    await start();
    sentinels[0].publish(HOLD, holdText(b));
    await until(() => manager._connection.session._hold);
    await Promise.all(sentinels.map((each) => each.peer.close()));
    assert.equal(await add('1'), null);
    assert.deepEqual(a.uids, ['1']);
  });

  it('ends neither at once nor for the old master when whoever is named is slow to say what it is', async () => {
    await start();
    sentinels[0].publish(HOLD, holdText(b));
    await until(() => manager._connection.session._hold);
    const added = add('1');
    promote();
    a.role = 'master'; // it does not know yet
    b.own = ([word]) => (word === 'ROLE' ? null : undefined);
    sentinels[0].publish('+switch-master', `game 127.0.0.1 ${a.port} 127.0.0.1 ${b.port}`);
    await aWhile();
    assert.deepEqual([a.uids, b.uids], [[], []]);
    b.own = () => undefined;
    all((each) => each.switchTo(b));
    assert.equal(await added, null);
    assert.deepEqual([a.uids, b.uids], [[], ['1']]);
  });

  it('fails what waits when it is stopped in the midst of it', async () => {
    await start();
    sentinels[0].publish(HOLD, holdText(b));
    await until(() => manager._connection.session._hold);
    const calls = [add('1'), add('2')];
    await call(manager, 'stop', true);
    assert.deepEqual((await Promise.all(calls)).map(({ code }) => code), ['ESTOPPED', 'ESTOPPED']);
    await until(() => [a, b, ...sentinels].every(({ peer }) => peer.sockets.size === 0));
  });
});
