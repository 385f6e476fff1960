'use strict';

// Where clients come in. Nobody has to take them out when they go away: the plugin does, by the option leaveOnClose.

module.exports = app => new Handler(app);

class Handler {
  constructor(app) {
    this.app = app;
  }

  /** Into the lobby, and into the channel of one's team, in one call. */
  login(msg, session, next) {
    session.bind(msg.uid, err => {
      if (err) return next(err);
      const channels = this.app.get('globalChannelService');
      const answer = { code: 200, connector: session.frontendId };
      channels.add(['lobby', msg.team], session.uid, session.frontendId, err => next(err, answer));
    });
  }
}
