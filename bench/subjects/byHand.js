'use strict';

// A push and a list of all members as one writes them with a plain client, given the lists in the order of the servers.

/** @typedef {(err: any, result?: any) => void} Callback */

/**
 * @param {any} app
 * @param {string[]} sids
 * @param {string[][]} lists
 * @param {Callback} cb
 */
function deliver(app, sids, lists, cb) {
  /** @type {string[]} */
  const failIds = [];
  let waiting = 1;
  const settle = () => {
    if (--waiting === 0) cb(null, failIds);
  };
  lists.forEach((uids, i) => {
    if (uids.length === 0) return;
    waiting++;
    const args = ['onChat', { text: 'hello' }, uids, { isPush: true }];
    const message = { namespace: 'sys', service: 'channelRemote', method: 'pushMessage', args };
    app.rpcInvoke(sids[i], message, (/** @type {any} */ err, /** @type {string[]} */ fails) => {
      failIds.push(...(err ? uids : fails));
      settle();
    });
  });
  settle();
}

/**
 * The two questions about a whole channel, for a client that can read many lists at once.
 *
 * @param {any} app
 * @param {string[]} sids
 * @param {(name: string, cb: Callback) => void} readLists
 */
function wholeChannel(app, sids, readLists) {
  return {
    /** @type {(name: string, cb: Callback) => void} */
    push: (name, cb) => readLists(name, (err, lists) => (err ? cb(err) : deliver(app, sids, lists, cb))),
    /** @type {(name: string, cb: Callback) => void} */
    gather: (name, cb) => readLists(name, (err, lists) => (err ? cb(err) : cb(null, lists.flat()))),
  };
}

module.exports = wholeChannel;
