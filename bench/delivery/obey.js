'use strict';

/**
 * The side of a `Worker`'s process: says that it is up, and does what it is told.
 *
 * @param {Record<string, (order: any) => any>} orders each answers, or promises to
 */
module.exports = function obey(orders) {
  const tell = (/** @type {object} */ message) => /** @type {Function} */ (process.send)(message);
  process.on('message', async (/** @type {any} */ { number, what, order }) => {
    try {
      tell({ number, result: await orders[what](order) });
    } catch (err) {
      tell({ number, error: String((err && err.stack) || err) });
    }
  });
  tell({ number: 0 });
};
