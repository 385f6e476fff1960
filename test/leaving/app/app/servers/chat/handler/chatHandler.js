'use strict';

module.exports = (app) => {
  const join = ({ names }, { uid, frontendId }, next) => app.get('globalChannelService').add(names, uid, frontendId, (err) => next(err, { code: 200 }));
  return {
    join,

    /** It is at work until the test says so, and the client has its answer before. */
    joinLate(msg, session, next) {
      process.once('message', () => join(msg, session, () => {}));
      next(null, { code: 200 });
    },
  };
};
