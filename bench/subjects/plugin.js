'use strict';

/**
 * Both plugins are used in the same way, but for what only one of them has.
 *
 * @param {any} Service
 * @param {(service: any) => Pick<import('./index').Subject, 'join' | 'count' | 'pushTo' | 'leaveAll'>} inGame
 * @returns {import('./index').Open}
 */
module.exports = (Service, inGame) => async ({ place, app, index }) => {
  const service = new Service(app, { ...optionsOf(place), ...(index ? { userIndex: true } : {}) });
  await new Promise((resolve, reject) => {
    service.start((/** @type {any} */ err) => (err ? reject(err) : resolve(null)));
  });
  const { manager } = service;
  return {
    add: (name, uid, sid, cb) => manager.add(name, uid, sid, cb),
    leave: (name, uid, sid, cb) => manager.leave(name, uid, sid, cb),
    members: (name, sid, cb) => manager.getMembersBySid(name, sid, cb),
    push: (name, cb) => service.pushMessage('connector', 'onChat', { text: 'hello' }, name, null, cb),
    gather: (name, cb) => service.getMembersByChannelName('connector', name, cb),
    ...inGame(service),
    close: () => new Promise((resolve) => service.stop(true, resolve)),
  };
};

/** @param {import('../places').Place} place */
function optionsOf({ kind, ports, ca }) {
  const nodes = ports.map((port) => ({ host: '127.0.0.1', port }));
  return kind === 'cluster' ? { cluster: nodes } : { ...nodes[0], ...(ca ? { tls: { ca } } : {}) };
}
