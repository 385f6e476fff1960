'use strict';

// What is measured: this plugin, its peers, and the floor that all of them stand on.

const fs = require('node:fs');
const path = require('node:path');

/**
 * @typedef {(err: any, result?: any) => void} Callback
 *
 * @typedef {object} Subject
 * @property {boolean} [countsOnly] it gives no results
 * @property {(name: string, uid: string, sid: string, cb: Callback) => void} add
 * @property {(name: string, uid: string, sid: string, cb: Callback) => void} leave
 * @property {(name: string, sid: string, cb: Callback) => void} members
 * @property {(name: string, cb: Callback) => void} push to all frontends
 * @property {(name: string, cb: Callback) => void} gather the members on all frontends in one list
 * @property {(names: string[], uid: string, sid: string, cb: Callback) => void} join a user, many channels
 * @property {(name: string, cb: Callback) => void} count the members on all frontends
 * @property {(names: string[], cb: Callback) => void} pushTo all frontends, several channels
 * @property {boolean} [repeats] who is in several channels gets that message several times
 * @property {(uid: string, sid: string, names: string[], cb: Callback) => void} leaveAll channels; the names are for those without
 *   an index
 * @property {boolean} [hasNoIndex]
 * @property {() => Promise<any>} close
 *
 * @typedef {object} Where
 * @property {import('../places').Place} place
 * @property {import('./app')} app
 * @property {string[]} sids
 * @property {import('../channel').Channel} channel
 * @property {boolean} [index] whether the users' own index is kept
 *
 * @typedef {(where: Where) => Promise<Subject>} Open
 *
 * @typedef {object} Entry
 * @property {string} id as on the command line
 * @property {string} title
 * @property {string} file in this folder
 * @property {string} [npm] the package whose version counts
 * @property {boolean} [peer] whether it competes
 * @property {boolean} [everywhere] whether it has a client for a cluster and one for TLS
 */

/** @type {Entry[]} */
const SUBJECTS = [
  { id: 'native', title: 'this plugin', file: 'native', everywhere: true },
  { id: 'old', title: 'pomelo-globalchannel-plugin', file: 'old', npm: 'pomelo-globalchannel-plugin', peer: true },
  { id: 'ioredis', title: 'ioredis', file: 'ioredis', npm: 'ioredis', peer: true, everywhere: true },
  { id: 'node-redis', title: 'node-redis', file: 'nodeRedis', npm: 'redis', peer: true, everywhere: true },
  { id: 'fast-driver', title: 'redis-fast-driver', file: 'fastDriver', npm: 'redis-fast-driver', peer: true },
  { id: 'glide', title: 'valkey-glide', file: 'glide', npm: '@valkey/valkey-glide', peer: true, everywhere: true },
  { id: 'floor', title: 'floor: counting bytes', file: 'floor' },
];

/** @param {string} id */
function entryOf(id) {
  const entry = SUBJECTS.find((subject) => subject.id === id);
  if (!entry) throw new Error(`no such subject: ${id}; there are ${SUBJECTS.map((subject) => subject.id).join(' ')}`);
  return entry;
}

/** @type {(id: string) => Open} */
function load(id) {
  return require('./' + entryOf(id).file);
}

/** @param {Entry} entry */
function versionOf({ id, npm }) {
  if (id === 'floor') return null;
  const folder = npm ? path.join(__dirname, '..', 'node_modules', npm) : path.join(__dirname, '..', '..');
  return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
}

module.exports = { SUBJECTS, entryOf, load, versionOf };
