'use strict';

/**
 * Hears of sessions, for the option leaveOnClose. Pomelo makes one of it for each
 * application and reads its methods with `for in`.
 *
 * @param {any} app
 */
function MembershipEvents(app) {
  this.app = app;
}

/** @param {any} session */
MembershipEvents.prototype.bind_session = function (session) {
  const leaver = leaverOf(this.app);
  if (leaver) leaver.bound(session);
};

/** @param {any} session */
MembershipEvents.prototype.unbind_session = function (session) {
  const leaver = leaverOf(this.app);
  if (leaver) leaver.unbound(session);
};

/** @param {any} session */
MembershipEvents.prototype.close_session = function (session) {
  const leaver = leaverOf(this.app);
  if (leaver) leaver.closed(session);
};

/** @param {any} app @returns {import('../leaving/leaver') | null} where users leave by themselves */
function leaverOf(app) {
  const service = app.get('globalChannelService');
  return service && service.leaver || null;
}

module.exports = MembershipEvents;
