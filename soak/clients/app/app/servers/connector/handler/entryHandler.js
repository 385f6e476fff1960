'use strict';

// Clients log in, enter channels and leave them. Whoever goes or vanishes is taken out of all of them.

const path = require('path');

const root = path.dirname(require.resolve('pomelo-globalchannel-native'));
const { CHANNELS } = require(path.join(root, 'soak/clients/talk'));

module.exports = (app) => {
  const channels = app.get('globalChannelService');

  /** Who has come back to this connector has another session here, and stays. */
  const goodbye = (session) => {
    if (app.get('sessionService').getByUid(session.uid)) return;
    for (const { name } of CHANNELS) channels.leave(name, session.uid, session.frontendId);
  };

  const answer = (next) => (err) => next(null, err ? { code: 500, reason: err.code || err.message } : { code: 200 });

  return {
    login: ({ uid }, session, next) => {
      session.on('closed', () => goodbye(session));
      session.bind(uid, answer(next));
    },
    enter: ({ channel }, session, next) => channels.add(channel, session.uid, session.frontendId, answer(next)),
    leave: ({ channel }, session, next) => channels.leave(channel, session.uid, session.frontendId, answer(next)),
    ping: (msg, session, next) => next(null, { code: 200 }),
  };
};
