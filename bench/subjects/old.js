'use strict';

// pomelo-globalchannel-plugin: its Redis manager, and for a whole channel its service. It knows one channel at a time, no counts
// and no index.

const peer = require('./peer');
const plugin = require('./plugin');

module.exports = plugin(peer('pomelo-globalchannel-plugin/lib/service/globalChannelService'), (service) => ({
  repeats: true,
  hasNoIndex: true,
  join: (names, uid, sid, cb) => forEach(names, (name, done) => service.add(name, uid, sid, done), cb),
  count: (name, cb) => service.getMembersByChannelName('connector', name, (/** @type {any} */ err, /** @type {string[]} */ uids) => {
    if (err) cb(err);
    else cb(null, uids.length);
  }),
  pushTo: (names, cb) => {
    forEach(names, (name, done) => service.pushMessage('connector', 'onChat', { text: 'hello' }, name, null, done), cb);
  },
  leaveAll: (uid, sid, names, cb) => forEach(names, (name, done) => service.leave(name, uid, sid, done), cb),
}));

/**
 * @param {string[]} names
 * @param {(name: string, cb: (err: any) => void) => void} call
 * @param {(err: any, failIds?: string[]) => void} cb
 */
function forEach(names, call, cb) {
  let waiting = names.length;
  for (const name of names) {
    call(name, (err) => {
      if (err) cb(err);
      else if (--waiting === 0) cb(null, []);
    });
  }
}
