'use strict';

const { isIPv6 } = require('net');

/**
 * @typedef {{ host: string, port: number }} Address without brackets around an IPv6 host
 * @typedef {(host: string, port: number) => Address} NatMap
 */

/** A name or an address; whatever it means is left to whoever resolves it. */
// eslint-disable-next-line no-control-regex
const HOST = /^[^\x00-\x20\x7f/@:[\]?]{1,255}$/;

/**
 * Where a node is that a node of a cluster announces. One that does not know its
 * own name announces none, and means the host that it was asked at.
 *
 * @param {any} host a text, or null
 * @param {any} port
 * @param {Address} asked where that node was asked
 * @param {NatMap} natMap
 * @returns {Address | null} null: it names nobody
 */
function announced(host, port, asked, natMap) {
  const own = host === null || host === '' ? asked.host : host;
  if (typeof own !== 'string' || !(HOST.test(own) || isIPv6(own))) return null;
  if (!Number.isInteger(port) || port < 1 || port > 65535) return null;
  return natMap(own, port);
}

module.exports = announced;
