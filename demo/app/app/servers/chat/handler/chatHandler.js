'use strict';

// A room whose members are connected to any connector. There may be several chat servers: none of them holds the room.

module.exports = app => new Handler(app);

const ROOM = 'lobby';

class Handler {
  constructor(app) {
    this.channels = app.get('globalChannelService');
  }

  join(msg, session, next) {
    this.channels.add(ROOM, session.uid, session.frontendId, err => next(err, { code: 200 }));
  }

  leave(msg, session, next) {
    this.channels.leave(ROOM, session.uid, session.frontendId, err => next(err, { code: 200 }));
  }

  /** `failed` are the uids that the message did not reach. */
  say(msg, session, next) {
    const chat = { from: session.uid, text: msg.text };
    this.channels.pushMessage('connector', 'onChat', chat, ROOM, null, (err, failed) => next(err, { code: 200, failed }));
  }

  members(msg, session, next) {
    this.channels.getMembersByChannelName('connector', ROOM, (err, members) => next(err, { code: 200, members }));
  }

  close(msg, session, next) {
    this.channels.destroyChannel(ROOM, err => next(err, { code: 200 }));
  }
}
