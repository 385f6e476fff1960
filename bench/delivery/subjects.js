'use strict';

const path = require('node:path');
const Bare = require('./bare');
const Pomelo = require('./pomelo');

const OURS = path.join(__dirname, '../..');
const OLD = 'pomelo-globalchannel-plugin';

/**
 * What is started for a stage.
 *
 * @typedef {Pomelo | Bare} Cluster
 * @typedef {(stage: import('./stages').Stage, redis: any) => Cluster} Open
 *
 * @typedef {object} Subject
 * @property {string} title
 * @property {Open} open
 */

/** @type {Record<string, Subject>} */
const SUBJECTS = {
  old: { title: 'old plugin, plain Pomelo', open: pomelo(OLD, {}) },
  plain: { title: 'this plugin, plain Pomelo', open: pomelo(OURS, { rpcNoDelay: false, pushScheduler: false }) },
  both: { title: 'this plugin, both parts', open: pomelo(OURS, { rpcNoDelay: true, pushScheduler: true }) },
  floor: { title: 'bare programs (floor)', open: ({ kind, connectors }, redis) => new Bare(kind, connectors, redis) },
};

/** @type {(plugin: string, options: object) => Open} */
function pomelo(plugin, options) {
  return ({ kind, connectors, node }, { host, port }) => {
    // Only the plugin's scheduler knows this; Pomelo's own ignores it.
    const scheduler = kind === 'deflate' ? { compress: 'never' } : undefined;
    return new Pomelo({ plugin, options: { host, port, ...options }, scheduler }, connectors, node);
  };
}

module.exports = SUBJECTS;
