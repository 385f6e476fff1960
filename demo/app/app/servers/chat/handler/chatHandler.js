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

  /** To the room, or to a list of channels; `failed` are the uids that the message did not reach. */
  say(msg, session, next) {
    const chat = { from: session.uid, text: msg.text };
    this.channels.pushMessage('connector', 'onChat', chat, msg.to || ROOM, null, (err, failed) => next(err, { code: 200, failed }));
  }

  members(msg, session, next) {
    this.channels.getMembersByChannelName('connector', msg.of || ROOM, (err, members) => next(err, { code: 200, members }));
  }

  count(msg, session, next) {
    this.channels.getCountByChannelName('connector', ROOM, (err, count) => next(err, { code: 200, count }));
  }

  /** In which channels on which connectors a user is: none, when he is not online. */
  where(msg, session, next) {
    this.channels.getChannelsByUid(msg.uid, (err, channels) => next(err, { code: 200, channels }));
  }

  close(msg, session, next) {
    this.channels.destroyChannel([ROOM, 'red', 'blue'], err => next(err, { code: 200 }));
  }
}
