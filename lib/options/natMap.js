'use strict';

const { isIPv6 } = require('net');
const { isReadable } = require('../given');
const { KINDS, describe, kind } = require('../kinds');
const { ADDRESS, show } = require('./addresses');
const { needAt, wrong } = require('./read');

/**
 * Where servers are reached that announce themselves under other addresses.
 *
 * @typedef {import('./addresses').Address} Address
 * @typedef {(host: string, port: number) => Address} NatMap
 */

/** @type {NatMap} */
const identity = (host, port) => ({ host, port });

const NAT_MAP = kind("{ 'host:port as announced': 'host:port' or { host, port } }", (value, place) => {
  if (typeof value !== 'object' || !isReadable(value) || Symbol.iterator in value) return undefined;
  /** @type {Map<string, Address>} */
  const map = new Map();
  for (const key of Object.keys(value)) {
    const at = `${place}[${describe(key)}]`;
    map.set(announced(at, key), target(at, value, key));
  }
  return mapping(map);
});

/** @type {(map: Map<string, Address>) => NatMap} */
function mapping(map) {
  return (host, port) => map.get(nameOf({ host, port })) || { host, port };
}

/** @type {(place: string, key: string) => string} */
function announced(place, key) {
  const expected = "a key 'host:port', an IPv6 address in brackets: '[::1]:port'";
  try {
    return nameOf(ADDRESS.read(key, place));
  } catch {
    throw wrong(place, key, { expected, show: describe });
  }
}

/** @type {(place: string, holder: any, key: string) => Address} */
function target(place, holder, key) {
  const address = needAt(place, holder, key, ADDRESS);
  return { host: address.host, port: needAt(`${place}.port`, address, 'port', KINDS.tcpPort) };
}

/**
 * One for all ways to write an address.
 *
 * @param {Address} address
 */
function nameOf({ host, port }) {
  const plain = isIPv6(host) && !host.includes('%');
  return show({ host: plain ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host.toLowerCase(), port });
}

module.exports = { NAT_MAP, identity };
