'use strict';

const announced = require('../announced');

/**
 * What Sentinels say, read without I/O; nobody vouches for it.
 *
 * @typedef {import('../announced').Address} Address
 * @typedef {import('../announced').NatMap} NatMap
 */

/** Sentinels that a group may have; a longer list is no answer. */
const MOST = 64;

/**
 * Of SENTINEL GET-MASTER-ADDR-BY-NAME: [host, port].
 *
 * @param {any} reply
 * @param {NatMap} natMap
 * @returns {Address | null | undefined} null: it knows no such group; undefined: that is no answer
 */
function masterIn(reply, natMap) {
  if (reply === null) return null;
  return Array.isArray(reply) && reply.length === 2 ? addressOf(reply[0], reply[1], natMap) : undefined;
}

/**
 * Of SENTINEL MASTER: names and values in turn.
 *
 * @param {any} reply
 * @returns {number} how new its knowledge of the master is; -1: it does not say
 */
function epochIn(reply) {
  const epoch = Number(fieldsOf(reply).get('config-epoch'));
  return Number.isSafeInteger(epoch) && epoch >= 0 ? epoch : -1;
}

/**
 * Of SENTINEL SENTINELS: for each other Sentinel of the group names and values in turn.
 *
 * @param {any} reply
 * @param {NatMap} natMap
 * @returns {Address[] | undefined} undefined: that is no answer
 */
function sentinelsIn(reply, natMap) {
  if (!Array.isArray(reply) || reply.length > MOST) return undefined;
  const addresses = reply.map((each) => {
    const fields = fieldsOf(each);
    return addressOf(fields.get('ip'), fields.get('port'), natMap);
  });
  return addresses.every((address) => address !== undefined) ? /** @type {Address[]} */ (addresses) : undefined;
}

/** The channels that say when a master changes, the one without which nothing helps last: its answer is behind all others. */
const HOLDS = '+failover-state-send-slaveof-noone';
const SWITCHES = '+switch-master';
const LEARNS = '+sentinel';
const ABORTS = ['-failover-abort-slave-timeout', '-failover-abort-no-good-slave', '-failover-abort-not-elected'];
const CHANNELS = [HOLDS, ...ABORTS, LEARNS, SWITCHES];

/**
 * What a message means to a group.
 *
 * @param {string} channel
 * @param {string} text
 * @param {string} name of the group
 * @param {NatMap} natMap
 * @returns {{ kind: 'hold' | 'abort' | 'switch' | 'sentinel', to?: Address } | null} null: nothing; to: the new master
 */
function meaningOf(channel, text, name, natMap) {
  const words = text.split(' ');
  if (channel === SWITCHES) {
    const to = words[0] === name && words.length === 5 ? addressOf(words[3], words[4], natMap) : undefined;
    return to ? { kind: 'switch', to } : null;
  }
  if (groupOf(words) !== name) return null;
  if (channel === HOLDS) return { kind: 'hold' };
  if (channel === LEARNS) return { kind: 'sentinel' };
  return ABORTS.includes(channel) ? { kind: 'abort' } : null;
}

/**
 * `master <name> <ip> <port>`, or `<type> <name> <ip> <port> @ <group> <ip> <port>`.
 *
 * @param {string[]} words
 */
function groupOf(words) {
  return words[4] === '@' ? words[5] : words[0] === 'master' ? words[1] : undefined;
}

/** @type {(host: any, port: any, natMap: NatMap) => Address | undefined} */
function addressOf(host, port, natMap) {
  if (typeof host !== 'string' || !/^[1-9]\d{0,4}$/.test(port)) return undefined;
  return (host && announced(host, Number(port), NOBODY, natMap)) || undefined;
}

const NOBODY = { host: '', port: 0 };

/**
 * @param {any} reply
 * @returns {Map<any, any>}
 */
function fieldsOf(reply) {
  const fields = new Map();
  if (Array.isArray(reply)) reply.forEach((value, i) => i % 2 && fields.set(reply[i - 1], value));
  return fields;
}

module.exports = { masterIn, epochIn, sentinelsIn, meaningOf, CHANNELS, SWITCHES, MOST };
