'use strict';

const { isIPv6 } = require('net');
const { KINDS, describe, kind, text } = require('../kinds');
const { hostOf } = require('../url');
const { readAt, needAt, wrong, invalid } = require('./read');

/**
 * Addresses of servers, as text or as data: 'host:port', '[::1]:port',
 * { host, port }.
 *
 * @typedef {{ host: string, port: number }} Address without brackets around an IPv6 host
 */

/** The port is in the text, and an IPv6 address in brackets: nothing is guessed. */
const TEXT = /^(\[[^[\]]*\]|[^:[\]\s/@]+):(\d+)$/;

const EXPECTED = "'host:port' or { host, port }, an IPv6 address in brackets: '[::1]:port'";

const HOST = text('a host name or an address', nodeHost);

/**
 * A list of addresses. Of those that are data the port may be left out.
 *
 * @param {number} port
 */
function addresses(port) {
  return kind('a list, each of it ' + EXPECTED, (value, place) => {
    if (!Array.isArray(value)) return undefined;
    if (value.length === 0) throw invalid(place, 'the list is empty, expected at least one address');
    return Array.from(value, (_, i) => {
      const { host, port: own = port } = needAt(`${place}[${i}]`, value, String(i), ADDRESS);
      return { host, port: own };
    });
  });
}

/** The nodes of a cluster, or true: those that the server at host and port knows. */
const CLUSTER = kind('true, or a list, each of it ' + EXPECTED, (value, place) => {
  return typeof value === 'boolean' ? value : addresses(6379).read(value, place);
});

/** One address; its port is undefined where it is left out. */
const ADDRESS = text(EXPECTED, (value, place) => {
  const parts = typeof value === 'string' ? split(value) : value;
  if (typeof parts !== 'object' || Array.isArray(parts)) throw wrong(place, value, { expected: EXPECTED, show: describe });
  const host = needAt(`${place}.host`, parts, 'host', HOST);
  return { host, port: readAt(`${place}.port`, parts, 'port', KINDS.tcpPort) };
});

/**
 * @param {string} text
 * @returns {{ host: string, port: string } | undefined} unchecked
 */
function split(text) {
  const [, host, port] = TEXT.exec(text) || [];
  return host ? { host, port } : undefined;
}

/**
 * @param {unknown} value
 * @returns {string | undefined}
 */
function nodeHost(value) {
  const host = hostOf(value);
  return host && (isIPv6(host) || !/[:\s]/.test(host)) ? host : undefined;
}

/** @param {Address} address */
function show({ host, port }) {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

module.exports = { SENTINELS: addresses(26379), CLUSTER, ADDRESS, show };
