'use strict';

// Failovers as fakes play them: who is believed, what waits, and what is told.

const assert = require('assert').strict;
const { call, logged } = require('../../service/helpers');
const { timed, until } = require('../../support/patience');
const { onFakes, resp, HOLD, holdText } = require('./fakes');

describe('a failover by Sentinels', () => {
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

  it('goes where +switch-master of its group points, and tells it in one line', async () => {
    await start();
    await add('1');
    promote();
    const lines = await logged(async () => {
      all((each) => each.switchTo(b));
      await until(async () => await add('x') === null && b.uids.includes('x'));
    });
    assert.deepEqual(a.uids.filter((uid) => uid !== 'x'), ['1']);
    assert.match(lines[lines.length - 1].text, new RegExp(`Redis at 127.0.0.1:${b.port} \\(game\\) is the master now`));
    assert.ok(lines.length <= 2, JSON.stringify(lines));
  });

  it('takes no message of another group for its own', async () => {
    await start();
    promote();
    all((each) => each.publish('+switch-master', `other 127.0.0.1 ${a.port} 127.0.0.1 ${b.port}`));
    all((each) => each.publish(HOLD, holdText(b, 'other')));
    all((each) => each.publish(HOLD, `slave game 127.0.0.1 ${b.port} @ other 127.0.0.1 ${a.port}`));
    await aWhile();
    assert.equal(await add('1'), null);
    assert.deepEqual([a.uids, b.uids], [['1'], []]);
  });

  for (const [what, reply] of [['takes no writes', '-READONLY You can\'t write against a read only replica.\r\n'],
    ['has too few replicas', '-NOREPLICAS Not enough good replicas to write.\r\n']]) {
    it(`asks when the master ${what}, without a word from a Sentinel`, async () => {
      await start();
      a.own = ([word]) => (word === 'SADD' ? reply : undefined);
      await logged(async () => {
        const calls = Promise.all([add('1'), add('2')]);
        await until(() => a.peer.commands('SADD').length >= 2);
        promote();
        all((each) => Object.assign(each, { master: b, epoch: 2 }));
        assert.deepEqual(await calls, [null, null]);
      });
      assert.deepEqual(b.uids, ['1', '2']);
    });

    it(`tells a call that the master ${what}, when its time is over`, async () => {
      await start({ commandTimeout: 700 });
      a.own = ([word]) => (word === 'SADD' ? reply : undefined);
      await logged(async () => {
        const err = await add('1');
        assert.deepEqual([err.code, err.reply, err.message], ['EREPLY', reply.slice(1).split(' ')[0], reply.trim().slice(1)]);
      });
    });
  }

  it('tells a call so also when whoever is named next says nothing until its time is over', async () => {
    await start({ commandTimeout: 1500 });
    a.own = ([word]) => (word === 'SADD' ? '-READONLY You can\'t write against a read only replica.\r\n' : undefined);
    b.own = ([word]) => (word === 'ROLE' ? undefined : null);
    await logged(async () => {
      const refused = add('1');
      await until(() => a.peer.commands('SADD').length > 0);
      promote();
      all((each) => each.switchTo(b));
      await until(() => manager._connection.session._node.where.endsWith(b.port));
      const codes = (await Promise.all([refused, add('2')])).map(({ code, reply }) => [code, reply]);
      assert.deepEqual(codes, [['EREPLY', 'READONLY'], ['ETIMEDOUT', undefined]]);
    });
  });

  it('reads while writes wait for replicas', async () => {
    await start();
    a.own = ([word]) => (word === 'SADD' ? '-NOREPLICAS Not enough good replicas to write.\r\n' : undefined);
    await logged(async () => {
      const call1 = add('1');
      await until(() => a.peer.commands('SADD').length > 0);
      assert.deepEqual(await call(manager, 'getMembersBySid', 'n', 'c1'), [null, []]);
      a.own = () => undefined;
      assert.equal(await call1, null);
    });
    assert.deepEqual(a.uids, ['1']);
  });

  it('leaves a master that is frozen for one that is named, and takes its calls along', async () => {
    await start();
    a.own = () => null;
    const calls = Promise.all([add('1'), add('2'), add('3')]);
    await until(() => sentinels[0].peer.commands('SENTINEL').length > 6);
    promote();
    Object.assign(sentinels[1], { master: b, epoch: 2 }); // the leader knows it first
    assert.deepEqual(await calls, [null, null, null]);
    assert.deepEqual(b.uids, ['1', '2', '3']);
  });

  it('stays with a frozen master as long as nobody names another', async () => {
    await start();
    const held = [];
    a.own = ([word], socket) => (word === 'SADD' ? held.push(socket) && null : undefined);
    const calls = [add('1')];
    await aWhile();
    await aWhile();
    assert.equal(a.peer.sockets.size >= 1, true);
    held[0].write(':1\r\n');
    assert.equal(await calls[0], null);
    assert.equal(held.length, 1);
  });

  it('is led astray neither by a liar who names no master nor by one who is behind the times', async () => {
    const c = await on.node();
    await start();
    Object.assign(sentinels[0], { master: b, epoch: 99 }); // a replica
    Object.assign(sentinels[1], { master: c, epoch: 0 }); // some other master, long ago
    await logged(async () => {
      a.peer.cut('RST');
      assert.equal(await add('1'), null);
      await aWhile();
      assert.equal(await add('2'), null);
    });
    assert.deepEqual([a.uids, b.uids, c.uids], [['1', '2'], [], []]);
  });

  it('trusts last who has named no masters three times', async () => {
    const c = await on.node();
    await start();
    Object.assign(sentinels[0], { master: b, epoch: 99 });
    a.own = () => null;
    await logged(async () => {
      const call1 = add('1');
      const panel = manager._connection.session._panel;
      await until(() => panel.sentinels[0].wrong >= 3);
      Object.assign(sentinels[0], { master: c, epoch: 99 }); // now it names somebody else's master
      promote(b, a);
      for (const each of sentinels.slice(1)) Object.assign(each, { master: b, epoch: 2 });
      assert.equal(await call1, null);
    });
    assert.deepEqual([b.uids, c.uids], [['1'], []]);
  });

  it('asks a Sentinel that may not be listened to', async () => {
    for (const each of sentinels) each.own = ([word]) => (word === 'SUBSCRIBE' ? '-NOPERM no channels\r\n' : undefined);
    await start();
    promote();
    all((each) => Object.assign(each, { master: b, epoch: 2 }));
    await until(async () => await add('1') === null && b.uids.length > 0);
  });

  it('listens to a Sentinel again that went away, and asks what was missed', async () => {
    await start();
    all((each) => each.peer.cut('RST'));
    promote();
    all((each) => Object.assign(each, { master: b, epoch: 2 }));
    await until(() => sentinels.every(({ listeners }) => listeners === 1));
    await until(async () => await add('1') === null && b.uids.length > 0);
  });

  it('learns of a new Sentinel from a message, and of one that is no more', async () => {
    const fourth = await on.sentinel({ master: a });
    await start();
    all((each) => { each.others = [fourth]; });
    sentinels[0].publish('+sentinel', `sentinel abc 127.0.0.1 ${fourth.port} @ game 127.0.0.1 ${a.port}`);
    await until(() => fourth.listeners === 1);
    all((each) => { each.others = []; });
    fourth.own = () => resp([]);
    sentinels[0].publish('+sentinel', `sentinel abc 127.0.0.1 ${fourth.port} @ game 127.0.0.1 ${a.port}`);
    await until(() => sentinels.every((each) => each.peer.commands('SENTINEL').filter(([, word]) => /SENTINELS/i.test(word)).length >= 3));
  });

  it('learns of a new Sentinel that is named while they are asked', async () => {
    const fourth = await on.sentinel({ master: a });
    await start();
    const late = [];
    sentinels[0].own = ([, word], socket) => (word === 'SENTINELS' ? late.push(socket) && null : undefined);
    const text = `sentinel abc 127.0.0.1 ${fourth.port} @ game 127.0.0.1 ${a.port}`;
    sentinels[1].publish('+sentinel', text);
    await until(() => late.length === 1);
    await until(() => sentinels[2].peer.commands('SENTINEL').filter(([, word]) => word === 'SENTINELS').length > 1);
    all((each) => { each.others = [fourth]; });
    sentinels[1].publish('+sentinel', text);
    sentinels[0].own = () => undefined;
    const { ms } = await timed(() => until(() => fourth.listeners === 1));
    assert.ok(ms < 15000, `${ms} ms`); // and not only the next time that they are asked anyway
  });

  it('keeps order and answers once while masters change all the time', async () => {
    await start();
    const told = [];
    let open = 0;
    let [now, next] = [a, b];
    await logged(async () => {
      for (let i = 0; i < 2000; i++) {
        open++;
        manager.add('n', String(i), 'c1', (err) => {
          open--;
          told.push(err ? err.code : i);
        });
        if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
        if (i % 250 === 100) {
          promote(next, now);
          all((each) => each.switchTo(next));
          [now, next] = [next, now];
        }
      }
      await until(() => open === 0);
    });
    assert.deepEqual(told, Array.from({ length: 2000 }, (_, i) => i));
  });

  it('tells in one line that all Sentinels are away, and in one that the first is back', async () => {
    await start();
    const lines = await logged(async () => {
      const ports = sentinels.map(({ port }) => port);
      await Promise.all(sentinels.map(({ peer }) => peer.close()));
      const { _audience } = manager._connection.session;
      await until(() => _audience._areAllAway);
      assert.equal(await add('1'), null);
      for (const i of [0, 1]) await sentinels[i].peer.listen({ port: ports[i] });
      await until(() => sentinels[0].listeners + sentinels[1].listeners === 2);
    });
    assert.deepEqual(lines.map(({ level, text }) => [level, text.replace(/^\[.*?\] /, '')]), [
      ['WARN', 'none of the Sentinels of game answers; a failover is noticed only when one is back'],
      ['INFO', 'a Sentinel of game is back'],
    ]);
  });
});
