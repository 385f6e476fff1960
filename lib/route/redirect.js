'use strict';

const announced = require('./announced');
const { SLOTS } = require('./slotMap');

/** An IPv6 address stands without brackets: the port is behind the last colon. */
const TEXT = /^(MOVED|ASK) (0|[1-9]\d{0,4}) (\S*):(\d{1,5})(?: |$)/;

/**
 * Where a node of a cluster sends a call: `MOVED 866 10.0.0.3:7002`.
 *
 * @param {string} text of its error
 * @param {import('./announced').Address} asked where that node was asked
 * @param {import('./announced').NatMap} natMap
 * @returns {{ asking: boolean, slot: number, to: import('./announced').Address } | null} null: it
 *   names nobody
 */
function redirect(text, asked, natMap) {
  const [, word, slot, host, port] = TEXT.exec(text) || [];
  const to = word && Number(slot) < SLOTS ? announced(host, Number(port), asked, natMap) : null;
  return to && { asking: word === 'ASK', slot: Number(slot), to };
}

module.exports = redirect;
