'use strict';

const { makeError } = require('./error');
const { isReadable } = require('./given');
const { KINDS, isPath } = require('./kinds');
const { SENTINELS, CLUSTER } = require('./options/addresses');
const login = require('./options/login');
const { NAT_MAP, identity } = require('./options/natMap');
const { readAt } = require('./options/read');
const { TLS } = require('./options/tls');
const { conflictOf, topologyOf, topologyWarnings } = require('./options/topology');

/**
 * The options of `app.use(plugin, { globalChannel: ... })`: what each is
 * called, means, takes and defaults to. This is the border: whoever gets the
 * parsed options need not check them again.
 *
 * @typedef {object} Options
 * @property {string} host
 * @property {number} port
 * @property {string | null} path of a unix socket, then host and port mean nothing
 * @property {number} db
 * @property {string | null} username
 * @property {import('./secret') | null} password null: no AUTH
 * @property {string} prefix of every key
 * @property {Address[] | null} sentinels whom to ask for the master
 * @property {string | null} name of the group that they watch
 * @property {string | null} sentinelUsername
 * @property {import('./secret') | null} sentinelPassword
 * @property {Tls | null} sentinelTLS
 * @property {Address[] | null} cluster whom to ask for the map
 * @property {import('./options/natMap').NatMap} natMap
 * @property {Tls | null} tls of the data nodes
 * @property {number} connectTimeout ms, for connection and handshake
 * @property {number} commandTimeout ms, for each question to Redis
 * @property {number} startTimeout ms, for start to find Redis
 * @property {number} pushTimeout ms, for a frontend to answer a push
 * @property {number} retryMaxDelay ms, at most between two attempts to connect
 * @property {number} maxQueue calls, waiting or unanswered
 * @property {number} maxQueueBytes of these calls
 * @property {boolean} offlineQueue whether calls wait for a connection
 * @property {boolean} noDelay
 * @property {boolean} cleanOnStartUp
 * @property {boolean} userIndex whether it is kept which channels a user is in
 * @property {boolean} leaveOnClose whether users leave all channels with their last session
 * @property {boolean} cleanOwnOnStartUp whether a frontend removes its own members when it starts
 * @property {number} heartbeat seconds between two beats of a frontend, 0: none
 * @property {boolean} rpcNoDelay whether Pomelo's RPC connections send at once
 * @property {boolean} pushScheduler whether pushes go out through the plugin's own scheduler
 *
 * @typedef {import('./kinds').Kind} Kind
 * @typedef {import('./options/addresses').Address} Address
 * @typedef {import('./tls/tls')} Tls
 */

const DEFAULTS = {
  host: '127.0.0.1',
  port: 6379,
  path: null,
  db: 0,
  username: null,
  password: null,
  prefix: 'POMELO:CHANNEL',
  sentinels: null,
  name: null,
  sentinelUsername: null,
  sentinelPassword: null,
  sentinelTLS: null,
  cluster: null,
  natMap: identity,
  tls: null,
  connectTimeout: 5000,
  commandTimeout: 5000,
  startTimeout: 30000,
  pushTimeout: 10000,
  retryMaxDelay: 1000,
  maxQueue: 500000,
  maxQueueBytes: 128 * 1024 * 1024,
  offlineQueue: true,
  noDelay: true,
  cleanOnStartUp: false,
  userIndex: false,
  leaveOnClose: false,
  cleanOwnOnStartUp: false,
  heartbeat: 0,
  rpcNoDelay: true,
  pushScheduler: true,
};

/**
 * @param {any} opts
 * @param {string} [base] what paths of files are relative to
 * @returns {{ options: Options, warnings: string[], error: Error | null }}
 *   the first error; the option that is wrong has its default
 */
function parse(opts, base = process.cwd()) {
  const { given, error } = read(opts, TABLE);
  const { url, port, ...rest } = given;
  const tcp = typeof port === 'number' ? { port } : {};
  const path = pathOf(url, given);
  const options = { ...DEFAULTS, ...defined(url), ...rest, ...tcp, path };
  const { username, password } = login(options);
  const warnings = ignored(opts).concat(topologyWarnings(given, opts, (name) => readOne(opts, name, KINDS.truth).value));
  return {
    options: { ...options, username, password, ...topologyOf(options, given, base) },
    warnings,
    error: error || conflictOf(given, path),
  };
}

/**
 * The options that hold for every manager; one of an application's own may have
 * a `port` that is something else.
 *
 * @param {any} opts
 */
function parseOwn(opts) {
  const { given, error } = read(opts, [...OWN, ['channelManager', KINDS.manager, 'channelManager']]);
  const own = OWN.map(([option]) => option);
  const all = /** @type {any} */ ({ ...DEFAULTS, channelManager: null, ...given });
  const chosen = Object.fromEntries(own.concat('channelManager').map((option) => [option, all[option]]));
  return { .../** @type {any} */ (chosen), error };
}

/**
 * What an option is called, the first name that is given wins.
 *
 * @typedef {[option: string, kind: Kind, ...names: string[]]} Row
 *
 * @type {Row[]}
 */
const OWN = [
  ['pushTimeout', KINDS.ms, 'pushTimeout'],
  ['cleanOnStartUp', KINDS.truth, 'cleanOnStartUp'],
  ['rpcNoDelay', KINDS.flag, 'rpcNoDelay'],
  ['pushScheduler', KINDS.flag, 'pushScheduler'],
  ['userIndex', KINDS.flag, 'userIndex'],
  ['leaveOnClose', KINDS.flag, 'leaveOnClose'],
  ['cleanOwnOnStartUp', KINDS.flag, 'cleanOwnOnStartUp'],
  ['heartbeat', KINDS.beat, 'heartbeat'],
];

/** @type {Row[]} */
const TABLE = [
  ['url', KINDS.url, 'url'],
  ['host', KINDS.host, 'host'],
  ['port', KINDS.port, 'port'],
  ['path', KINDS.path, 'path'],
  ['db', KINDS.db, 'db'],
  ['username', KINDS.secret, 'username'],
  ['password', KINDS.secret, 'password', 'auth_pass'],
  ['prefix', KINDS.prefix, 'prefix'],
  ['sentinels', SENTINELS, 'sentinels'],
  ['name', KINDS.prefix, 'name'],
  ['sentinelUsername', KINDS.secret, 'sentinelUsername'],
  ['sentinelPassword', KINDS.secret, 'sentinelPassword'],
  ['sentinelTLS', TLS, 'sentinelTLS'],
  ['cluster', CLUSTER, 'cluster'],
  ['natMap', NAT_MAP, 'natMap'],
  ['tls', TLS, 'tls'],
  ['connectTimeout', KINDS.ms, 'connectTimeout'],
  ['commandTimeout', KINDS.ms, 'commandTimeout'],
  ['startTimeout', KINDS.ms, 'startTimeout'],
  ['retryMaxDelay', KINDS.ms, 'retryMaxDelay', 'retry_max_delay'],
  ['maxQueue', KINDS.calls, 'maxQueue'],
  ['maxQueueBytes', KINDS.bytes, 'maxQueueBytes'],
  ['offlineQueue', KINDS.flag, 'enable_offline_queue'],
  ['noDelay', KINDS.flag, 'socket_nodelay'],
  ...OWN,
];

/** Options of the old Redis client that made it give up for good. */
const IGNORED = ['connect_timeout', 'max_attempts'];

/**
 * @param {any} opts
 * @param {Row[]} rows
 */
function read(opts, rows) {
  /** @type {Record<string, any>} */
  const given = Object.create(null);
  if (!isReadable(Object(opts))) return { given, error: makeError('EINVAL', 'the options cannot be read') };
  let first = null;
  for (const [option, kind, ...names] of rows) {
    const found = names.map((name) => readOne(opts, name, kind)).find(({ value, error }) => error || value !== undefined);
    if (found && found.error) first = first || found.error;
    else if (found) given[option] = found.value;
  }
  return { given, error: first };
}

/**
 * @param {any} opts
 * @param {string} name
 * @param {Kind} kind
 * @returns {{ value: any, error: Error | null }} neither: it is not given
 */
function readOne(opts, name, kind) {
  try {
    return { value: readAt(name, opts, name, kind), error: null };
  } catch (error) {
    return { value: undefined, error };
  }
}

/**
 * An explicit path wins over an explicit address, that over the url's path.
 *
 * @param {any} url
 * @param {Record<string, any>} given
 * @returns {string | null}
 */
function pathOf(url, { path, host, port }) {
  if (path !== undefined) return path;
  if (isPath(port)) return port;
  const elsewhere = host !== undefined || port !== undefined;
  return !elsewhere && url && url.path || null;
}

/** @param {any} object */
function defined(object = {}) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** @param {any} opts */
function ignored(opts) {
  const given = IGNORED.filter((name) => readOne(opts, name, KINDS.truth).value !== undefined);
  return given.map((name) => `option ${name} is ignored: a started service never gives up on Redis`);
}

module.exports = { parse, parseOwn };
