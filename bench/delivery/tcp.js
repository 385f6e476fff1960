'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { startRedis } = require('../../test/support/redis');
const Client = require('./clients/client');
const SUBJECTS = require('./subjects');

/** ms in which a client on raw TCP gets in, or never will. */
const LIMIT = 5000;

/**
 * @param {import('./stages').Stage} stage
 * @returns {Promise<string | null>} why Pomelo's own raw TCP does not work on this version of Node; null: it does
 */
module.exports = async function whyNoTcp(stage) {
  const redis = await startRedis();
  const cluster = SUBJECTS.old.open({ ...stage, connectors: 1 }, redis);
  try {
    await cluster.start();
    const [port] = cluster.ports || [];
    const late = sleep(LIMIT, null, { ref: false }).then(() => {
      throw new Error('no answer to its handshake');
    });
    await Promise.race([new Client('tcp', port).enter('user1'), late]);
    return null;
  } catch (err) {
    return err.message;
  } finally {
    await cluster.stop();
    await redis.stop();
  }
};
