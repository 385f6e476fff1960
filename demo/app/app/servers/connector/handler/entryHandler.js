'use strict';

// Where clients come in.

module.exports = app => new Handler(app);

class Handler {
  constructor(app) {
    this.app = app;
  }

  login(msg, session, next) {
    session.on('closed', () => this.goodbye(session));
    session.bind(msg.uid, err => next(err, { code: 200, connector: session.frontendId }));
  }

  /**
   * A client that just goes away is still a member of its channels; its connector is the one to notice. Who has come back
   * has another session here, and stays.
   */
  goodbye(session) {
    if (this.app.get('sessionService').getByUid(session.uid)) return;
    this.app.get('globalChannelService').leave('lobby', session.uid, session.frontendId);
  }
}
