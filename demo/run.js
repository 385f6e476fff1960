#!/usr/bin/env node
'use strict';

// npm run demo -- [--tls | --sentinel | --cluster]: provides what is needed, runs the application and its clients, and says
// whether all went as it must.

const { prepare, BUILD } = require('../scripts/lib/prepare');

const LIMIT = 25000;

main().then(ok => process.exit(ok ? 0 : 1), err => {
  console.error(err.message);
  process.exit(1);
});

/** @returns {Promise<boolean>} */
async function main() {
  await prepare([...BUILD], ['release']);
  // These need what prepare() has just installed.
  const Cluster = require('./cluster');
  const story = require('./story');
  const home = process.argv.slice(2).map(flag => flag.replace(/^--/, ''))[0] || 'one';
  const cluster = new Cluster({ home });
  try {
    await Promise.race([play(cluster, story), interruption()]);
    console.log('All expectations held.');
    return true;
  } catch (err) {
    console.log('%s\n%s\nNOT all expectations held.', cluster.logs(), err.stack);
    return false;
  } finally {
    await cluster.stop();
  }
}

/** @param {import('./cluster')} cluster @param {typeof import('./story')} story */
async function play(cluster, story) {
  const began = Date.now();
  await cluster.start();
  const home = /** @type {import('./redis').Home} */ (cluster.redis);
  console.log('%s, a Pomelo master, two connectors and a chat server are up (%d ms).', home.title, Date.now() - began);
  await story(cluster);
}

/** Rejects when the demo takes too long or is told to end. @returns {Promise<never>} */
function interruption() {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('still running after ' + LIMIT + ' ms')), LIMIT).unref();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => reject(new Error(signal)));
  });
}
