'use strict';

const ROOM = 'lobby';

class Handler {
  constructor(app) {
    this.app = app;
  }

  get channels() {
    return this.app.get('globalChannelService');
  }

  async join(msg, session) {
    await this.channels.add(ROOM, session.uid, session.frontendId);
    return { code: 200 };
  }

  async leave(msg, session) {
    await this.channels.leave(ROOM, session.uid, session.frontendId);
    return { code: 200 };
  }

  async say({ text }, session) {
    const failed = await this.channels.pushMessage('connector', 'onChat', { from: session.uid, text }, ROOM);
    return { code: 200, failed };
  }

  async members() {
    return { code: 200, members: await this.channels.getMembersByChannelName('connector', ROOM) };
  }
}

exports.default = (app) => new Handler(app);
