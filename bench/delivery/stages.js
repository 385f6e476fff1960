'use strict';

// What is measured. The rows of a stage have the same cluster and the same clients.

/** A small channel: so many members, on so many connectors. */
const SMALL = 30;
const SMALL_ON = 3;
/** Pushes at a time, where processor time is measured. */
const OUTSTANDING = 4;
/** Pushes before anything is measured: as many as make so many messages, within bounds. A server runs for years, not for a second. */
const WARM = 200000;
const WARM_QUICK = 40000;
const LEAST_WARM = 10;
const MOST_WARM = 200;

/**
 * @typedef {object} Stage
 * @property {'websocket' | 'deflate' | 'tcp'} kind of the clients
 * @property {number} clients
 * @property {number} connectors
 * @property {number} warm pushes before anything is measured
 * @property {string} [node] that Pomelo's servers run on
 * @property {Row[]} rows
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {'latency' | 'processor' | 'beside'} measure
 * @property {string} label
 * @property {'all' | 'few'} to
 * @property {number} pushes
 * @property {number} outstanding
 * @property {number} [every] ms from one push to the next, at least
 */

/** Pushes for each figure; none: the row is left out. */
const FULL = { latency: 100, processor: 300, large: 40, beside: 150 };
const QUICK = { latency: 25, processor: 80, large: 0, beside: 0 };

/** @param {boolean} quick @returns {Stage[]} */
function stages(quick) {
  const n = quick ? QUICK : FULL;
  const warm = quick ? WARM_QUICK : WARM;
  /** @type {(kind: Stage['kind'], clients: number, connectors: number, rows: Row[]) => Stage} */
  const stage = (kind, clients, connectors, rows) =>
    ({ kind, clients, connectors, warm: Math.max(LEAST_WARM, Math.min(MOST_WARM, Math.ceil(warm / clients))), rows });
  const all = [
    stage('websocket', 1000, 4, [small(n.latency), processor('websockets', 1000, 4, n.processor)]),
    stage('websocket', 1000, 1, [latency(1000, 1, n.latency), processor('websockets', 1000, 1, n.processor)]),
    stage('websocket', 10000, 4, [processor('websockets', 10000, 4, n.large), small(n.beside, 10000)]),
    stage('deflate', 1000, 1, [processor('deflate', 1000, 1, n.processor)]),
    stage('tcp', 1000, 1, [processor('TCP', 1000, 1, n.processor)]),
  ];
  return all.map((one) => ({ ...one, rows: one.rows.filter(({ pushes }) => pushes > 0) })).filter(({ rows }) => rows.length > 0);
}

/** @type {(members: number, connectors: number, pushes: number) => Row} */
function latency(members, connectors, pushes) {
  const where = places(members, connectors);
  return { id: `latency, ${where}`, measure: 'latency', label: 'one push at a time', to: 'all', pushes, outstanding: 1, every: 100 };
}

/** @type {(pushes: number, beside?: number) => Row} */
function small(pushes, beside) {
  const where = places(SMALL, SMALL_ON);
  const id = beside ? `latency, ${where}, beside ${beside.toLocaleString('en')}` : `latency, ${where}`;
  const label = beside ? 'one push at a time, beside one a second to all' : 'one push at a time';
  return { id, measure: beside ? 'beside' : 'latency', label, to: 'few', pushes, outstanding: 1, every: 50 };
}

/** @type {(kind: string, members: number, connectors: number, pushes: number) => Row} */
function processor(kind, members, connectors, pushes) {
  const id = `${kind}, ${places(members, connectors)}`;
  const label = `processor time of a push, ${OUTSTANDING} at a time`;
  return { id, measure: 'processor', label, to: 'all', pushes, outstanding: OUTSTANDING };
}

/** @type {(members: number, connectors: number) => string} */
function places(members, connectors) {
  return `${members.toLocaleString('en')} on ${connectors}`;
}

module.exports = { stages, SMALL, SMALL_ON, OUTSTANDING };
