'use strict';

/** What a node of a Redis Cluster says to whom it takes for a client of the cluster. */
const OF_A_CLUSTER = new Set(['MOVED', 'ASK']);

/**
 * What an error that Redis answered with has beyond its text.
 *
 * @param {import('../error').CodedError} error
 * @param {string} text what Redis said, perhaps nothing
 * @param {boolean} inCluster it is known that this is a node of one
 */
function replied(error, text, inCluster) {
  const [word] = text.split(' ', 1);
  error.reply = /^[A-Z][A-Z0-9_-]*$/.test(word) ? word : 'ERR';
  if (inCluster || !OF_A_CLUSTER.has(error.reply)) return;
  error.message += '; this is a node of a Redis Cluster: give the option cluster, a list of its nodes';
}

module.exports = replied;
