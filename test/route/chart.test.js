'use strict';

const assert = require('node:assert/strict');
const Chart = require('../../lib/route/chart');
const { NOBODY, SLOTS } = require('../../lib/route/slotMap');

const at = (port) => ({ host: 'h', port });

/** A map in which these have the slots from a number on: { 0: 7000, 8192: 7001 }; null is nobody. */
function mapOf(parts) {
  const masters = [];
  const owners = new Uint16Array(SLOTS).fill(NOBODY);
  for (const [from, port] of Object.entries(parts)) {
    owners.fill(port === null ? NOBODY : masters.push(at(port)) - 1, Number(from));
  }
  return { masters, owners, replicas: [] };
}

describe('the chart of a cluster', () => {
  const portOf = (chart, slot) => chart.ownerOf(slot) && chart.ownerOf(slot).port;

  it('is what the last map says', () => {
    const chart = new Chart();
    assert.deepEqual([portOf(chart, 7), chart.lacks, chart.owners()], [null, 0, []]);
    assert.equal(chart.take(mapOf({ 0: 7000, 8192: 7001 }), chart.ask()).length, SLOTS);
    assert.deepEqual([portOf(chart, 8191), portOf(chart, 8192), chart.lacks], [7000, 7001, NOBODY]);
    assert.deepEqual(chart.take(mapOf({ 0: 7000, 8190: 7001 }), chart.ask()), [8190, 8191]);
    assert.deepEqual(chart.owners(), [at(7000), at(7001)]);
  });

  it('keeps the owner of a slot that a map has nobody for', () => {
    const chart = new Chart();
    chart.take(mapOf({ 0: 7000 }), chart.ask());
    assert.deepEqual(chart.take(mapOf({ 0: 7000, 5: null, 7: 7001 }), chart.ask()).length, SLOTS - 7);
    assert.deepEqual([portOf(chart, 5), portOf(chart, 7), chart.lacks], [7000, 7001, 5]);
  });

  it('follows MOVED at once, whatever a map says that was asked for before', () => {
    const chart = new Chart();
    chart.take(mapOf({ 0: 7000 }), chart.ask());
    const before = chart.ask();
    assert.equal(chart.moved(9, at(7001)), true);
    assert.equal(chart.moved(9, at(7001)), false);
    assert.deepEqual(chart.take(mapOf({ 0: 7000, 10: 7002 }), before).length, SLOTS - 10);
    assert.equal(portOf(chart, 9), 7001);
    assert.deepEqual(chart.take(mapOf({ 0: 7000, 10: 7002 }), chart.ask()), [9]);
  });

  it('has one object for one address', () => {
    const chart = new Chart();
    chart.take(mapOf({ 0: 7000, 5: 7001 }), chart.ask());
    chart.moved(0, at(7001));
    assert.equal(chart.ownerOf(0), chart.ownerOf(5));
    chart.take(mapOf({ 0: 7000, 5: 7001 }), chart.ask());
    assert.equal(chart.ownerOf(0), chart.ownerOf(4));
    assert.equal(chart.owners().length, 2);
  });
});
