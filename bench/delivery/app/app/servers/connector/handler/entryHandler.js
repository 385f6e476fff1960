'use strict';

module.exports = () => ({
  /** @type {(msg: any, session: any, next: (err: any, answer?: object) => void) => void} */
  login: (msg, session, next) => session.bind(msg.uid, (/** @type {any} */ err) => next(err, { code: 200 })),
});
