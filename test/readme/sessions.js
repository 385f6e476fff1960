'use strict';

const { EventEmitter } = require('node:events');
// @ts-ignore: it comes without types
const SessionService = require('pomelo/lib/common/service/sessionService');

/** Pomelo's own session service, of connector-1. */
function makeSessions(app) {
  const sessions = new SessionService();
  app.set('sessionService', sessions);
  let last = 0;
  /** A session, as a handler of a frontend server gets it; bound when there is a user. */
  sessions.open = (uid) => {
    const socket = Object.assign(new EventEmitter(), { disconnect() {} });
    sessions.create(++last, 'connector-1', socket);
    if (uid !== undefined) sessions.bind(last, uid, () => {});
    return sessions.get(last).toFrontendSession();
  };
  /** The client of a session goes away. */
  sessions.close = (session) => sessions.kickBySessionId(session.id);
  return sessions;
}

module.exports = { makeSessions };
