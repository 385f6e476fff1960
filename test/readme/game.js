'use strict';

const assert = require('node:assert/strict');
const { answer } = require('./application');

/** What the handlers of a game need. */
const INDEX = { userIndex: true };

/** The examples of the section on games, as in examples.test.js. */
module.exports = [
  ['app.use in a game', async ({ run, redis, service }) => {
    await run();
    await service().add('world', 'u1', 'connector-1');
    assert.deepEqual(await redis.command('SMEMBERS', 'GAME@uid:u1'), ['connector-1:world']);
  }],
  ['a login into several channels', async ({ run, serve, service, handler, sessions }) => {
    await serve(INDEX);
    await run();
    const session = sessions.open();
    assert.deepEqual(await answer(handler, 'login', { uid: 'u1', guild: 7 }, session), [null, { code: 200 }]);
    assert.equal(session.uid, 'u1');
    const { 'connector-1': names } = await service().getChannelsByUid('u1');
    assert.deepEqual(names.sort(), ['guild-7', 'world']);
  }],
  ['a logout', async ({ run, serve, service, handler, sessions }) => {
    await serve(INDEX);
    await run();
    const session = sessions.open('u1');
    await service().add(['world', 'guild-7'], 'u1', 'connector-1');
    await service().add('world', 'u1', 'connector-2');
    const [err, { code, left }] = await answer(handler, 'logout', {}, session);
    assert.deepEqual([err, code, left.sort()], [null, 200, ['guild-7', 'world']]);
    assert.equal(sessions.getByUid('u1'), undefined);
    assert.deepEqual(await service().getSidsByUid('u1'), ['connector-2']);
  }],
  ['a kick', async ({ run, app, serve, service, handler, sessions }) => {
    const kicked = [];
    app.set('backendSessionService', { kickByUid: (...args) => kicked.push(args.slice(0, 2)) });
    await serve(INDEX);
    await run();
    for (const sid of ['connector-1', 'connector-2', 'connector-that-died']) await service().add('world', 'u1', sid);
    assert.deepEqual(await answer(handler, 'kick', { uid: 'u1' }, sessions.open('u2')), [null, { code: 200, kicked: true }]);
    assert.deepEqual(kicked.sort(), [['connector-1', 'u1'], ['connector-2', 'u1']]);
    assert.deepEqual(await answer(handler, 'kick', { uid: 'u3' }, sessions.open('u2')), [null, { code: 200, kicked: false }]);
  }],
  ['a world chat', async ({ run, app, serve, service, handler, sessions }) => {
    await serve(INDEX);
    await run();
    await service().add('world', ['u1', 'u2'], 'connector-1');
    await service().add('world', 'u1', 'connector-2');
    const answered = await answer(handler, 'chat', { text: 'hello' }, sessions.open('u1'));
    assert.deepEqual(answered, [null, { code: 200, failIds: [] }]);
    assert.deepEqual(app.sent, [{ sid: 'connector-1', route: 'onChat', msg: { from: 'u1', text: 'hello' }, uids: ['u2'] }]);
  }],
  ['a whisper', async ({ run, app, serve, service, handler, sessions }) => {
    await serve(INDEX);
    await run();
    await service().add('world', ['u1', 'u2'], 'connector-2');
    const whisper = (to) => answer(handler, 'whisper', { text: 'psst', to }, sessions.open('u1'));
    assert.deepEqual(await whisper('u2'), [null, { code: 200, heard: true }]);
    assert.deepEqual(app.sent, [{ sid: 'connector-2', route: 'onWhisper', msg: { from: 'u1', text: 'psst' }, uids: ['u2'] }]);
    assert.deepEqual(await whisper('u3'), [null, { code: 200, heard: false }]);
  }],
  ['who is online', async ({ run, serve, service, handler, sessions }) => {
    await serve(INDEX);
    await run();
    await service().add('world', ['u1', 'u2', 'u4'], 'connector-2');
    const answered = await answer(handler, 'friends', { friends: ['u2', 'u3', 'u4'] }, sessions.open('u1'));
    assert.deepEqual(answered, [null, { code: 200, online: ['u2', 'u4'], players: 3 }]);
  }],
  ['a frontend that was removed', async ({ run, app, sessions }) => {
    await run();
    for (const uid of ['u1', 'u1', 'u2']) sessions.open(uid);
    const visitor = sessions.open();
    app.event.emit('globalchannel_removed');
    assert.deepEqual(['u1', 'u2'].map((uid) => sessions.getByUid(uid)), [undefined, undefined]);
    assert.ok(sessions.get(visitor.id));
  }],
];
