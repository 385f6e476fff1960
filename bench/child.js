'use strict';

// One run: one subject at one row, in a process of its own. Sends the figures to its parent.

const { Channel } = require('./channel');
const { load } = require('./subjects');
const App = require('./subjects/app');
const { workOf } = require('./works');

/**
 * @typedef {object} Order
 * @property {string} subject
 * @property {import('./works').Row} row
 * @property {import('./places').Place} place
 * @property {number} seconds
 * @property {number} least
 */

process.once('message', (/** @type {Order} */ order) => {
  run(order).then(
    (figures) => finish({ figures }),
    (err) => finish({ error: err.stack }),
  );
});

/** @param {Order} order */
async function run({ subject: id, row, place, seconds, least }) {
  const channel = new Channel(row.shape);
  const app = new App(channel.sids);
  const subject = await load(id)({ place, app, sids: channel.sids, channel, index: row.index });
  const figures = await workOf(row.work).run({ subject, app, channel, row, place, seconds, least });
  await subject.close();
  return figures;
}

/** @param {object} message */
function finish(message) {
  /** @type {Function} */ (process.send).call(process, message, () => process.exit(0));
}
