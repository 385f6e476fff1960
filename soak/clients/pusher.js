'use strict';

// Loaded by each chat server: pushes to all channels, without waiting for one push before the next, until its parent says stop.

const { setTimeout: sleep } = require('node:timers/promises');
const { random } = require('../random');
const { CHANNELS, message, series, now } = require('./talk');

/**
 * @typedef {object} Pushed
 * @property {number} began
 * @property {number | null} ended when it called back
 * @property {string | null} error
 * @property {string[]} failIds
 * @property {boolean} [twice] it called back more than once
 */

/** @param {any} app */
module.exports = (app) => {
  const from = app.getServerId();
  /** @type {Record<string, Pushed[]>} by series; the place is the message's number */
  const pushes = {};
  let next = random(0);
  let talking = false;
  let open = 0;

  process.on('message', async (/** @type {any} */ { what, seed }) => {
    if (what === 'talk') {
      next = random(seed);
      talking = true;
      for (const channel of CHANNELS) talk(channel);
    } else if (what === 'stop') {
      talking = false;
      for (let i = 0; open > 0 && i < 300; i++) await sleep(100);
      process.send?.({ kind: 'pushed', pushes });
    } else if (what === 'count') {
      process.send?.({ kind: 'count', pushes: Object.values(pushes).reduce((sum, { length }) => sum + length, 0) });
    }
  });

  /** Sometimes two in one turn. @param {import('./talk').Channel} channel */
  async function talk({ name, every }) {
    /** @type {Pushed[]} */
    const told = pushes[series({ channel: name, from })] = [];
    while (talking) {
      for (let i = next(5) === 0 ? 2 : 1; i > 0; i--) push(name, told);
      await sleep(next(2 * every));
    }
  }

  /** @param {string} channel @param {Pushed[]} told */
  function push(channel, told) {
    /** @type {Pushed} */
    const pushed = { began: now(), ended: null, error: null, failIds: [] };
    const seq = told.push(pushed) - 1;
    open++;
    const called = (/** @type {any} */ err, /** @type {string[]} */ failIds) => {
      open--;
      if (pushed.ended !== null) pushed.twice = true;
      Object.assign(pushed, { ended: now(), error: err ? err.code || err.message : null, failIds: failIds || [] });
    };
    app.get('globalChannelService').pushMessage('connector', 'onTold', message(channel, from, seq), channel, null, called);
  }
};
