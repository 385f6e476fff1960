'use strict';

const { invalid } = require('./read');
const login = require('./login');
const misspelt = require('./misspelt');
const Tls = require('../tls/tls');

/**
 * Whom the options mean: one Redis, that of some Sentinels, or a Cluster; and
 * who of them is spoken to by TLS.
 *
 * @typedef {Record<string, any>} Given options by name, those that are given
 */

const NOTHING_SPECIAL = Object.freeze(Object.create(null));

/** What `sentinelTLS: true` takes from `tls`: what proves who one is, and no server's name. */
const SHARED = ['ca', 'cert', 'key', 'pfx', 'crl', 'passphrase'];

/**
 * @param {any} options with defaults
 * @param {Given} given
 * @param {string} base
 */
function topologyOf({ host, port, sentinelUsername, sentinelPassword }, given, base) {
  const tls = tlsOf(given);
  const sentinel = login({ username: sentinelUsername, password: sentinelPassword });
  const cluster = given.cluster === true ? [{ host, port }] : given.cluster || null;
  return {
    cluster,
    sentinelUsername: sentinel.username,
    sentinelPassword: sentinel.password,
    sentinelTLS: makeTls('sentinelTLS', sentinelTls(given.sentinelTLS, tls), base),
    tls: makeTls('tls', tls, base),
  };
}

/** @type {(option: string, settings: any, base: string) => Tls | null} */
function makeTls(option, settings, base) {
  return settings ? new Tls(option, settings, base) : null;
}

/** @param {Given} given */
function tlsOf({ tls, url }) {
  const value = tls === undefined ? url && url.tls : tls;
  return value === true ? NOTHING_SPECIAL : value;
}

/**
 * @param {any} own
 * @param {any} tls
 */
function sentinelTls(own, tls) {
  if (own !== true) return own;
  const shared = SHARED.filter((name) => tls && tls[name] !== undefined);
  return Object.fromEntries(shared.map((name) => [name, tls[name]]));
}

/**
 * What cannot hold together.
 *
 * @param {Given} given
 * @param {string | null} path of the unix socket that is meant
 * @returns {Error | null}
 */
function conflictOf(given, path) {
  const { sentinels, name, cluster, tls, url } = given;
  if (sentinels && cluster) return invalid('sentinels', 'it is given together with cluster; give one of them');
  if (sentinels && path) return invalid('sentinels', 'it is given together with a path, and Sentinels name no unix sockets');
  if (cluster && path) return invalid('cluster', 'it is given together with a path, and a Cluster has no unix sockets');
  if (sentinels && !name) return invalid('name', 'it is not given, expected what the sentinels call their master, such as mymaster');
  if (tls === false && url && url.tls) return invalid('tls', 'it is false, and the url begins with rediss://; take redis:// or leave tls out');
  if (tlsOf(given) && path) return invalid('tls', 'it is given together with a path, and a unix socket speaks no TLS');
  return null;
}

/**
 * @param {Given} given
 * @param {any} opts where other names may be
 * @param {(name: string) => any} valueOf any option's value, undefined when it is not given
 * @returns {string[]}
 */
function topologyWarnings(given, opts, valueOf) {
  return [...overruled(given), ...unverified(given), ...misspelt(opts, valueOf)];
}

/** @param {Given} given */
function overruled({ sentinels, cluster, sentinelTLS, host, port, url }) {
  const warnings = [];
  const list = sentinels ? 'sentinels' : Array.isArray(cluster) && 'cluster';
  const address = url && (url.host || url.port) ? ['the address in url'] : [];
  const names = [...host === undefined ? [] : ['host'], ...port === undefined ? [] : ['port'], ...address];
  if (list && names.length > 0) warnings.push(`option ${list} says where Redis is: ignored ${names.join(', ')}`);
  if (sentinelTLS && !sentinels) warnings.push('option sentinelTLS is ignored: there are no sentinels; for Redis itself take tls');
  return warnings;
}

/** @param {Given} given */
function unverified(given) {
  const names = ['tls', 'sentinelTLS'].filter((name) => given[name] && given[name].rejectUnauthorized === false);
  if (names.length === 0) return [];
  return [`option ${names.map((name) => `${name}.rejectUnauthorized`).join(' and ')} is false: anybody may answer in the place of Redis`];
}

module.exports = { topologyOf, conflictOf, topologyWarnings };
