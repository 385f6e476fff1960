'use strict';

module.exports = (app) => ({
  login: (msg, session, next) => session.bind(msg.uid, (err) => next(err, { code: 200 })),
  logout: (msg, session, next) => session.unbind(session.uid, (err) => next(err, { code: 200 })),
  sessions: (msg, session, next) => next(null, { code: 200, count: (app.get('sessionService').getByUid(msg.uid) || []).length }),
});
