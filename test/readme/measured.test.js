'use strict';

// The figures on delivery and on failovers are those of the results that are kept beside the benchmarks.

const assert = require('node:assert/strict');
const { rows } = require('../../bench/delivery.json');
const { read } = require('./markdown');

const RUNS = { Sentinel: require('../../bench/failover-sentinel.json'), Cluster: require('../../bench/failover-cluster.json') };

/** Each line of the table: the row, what is measured, and who. The one of raw TCP is a run of its own, on another Node. */
const DELIVERY = [
  ['latency, 30 on 3', 'median'],
  ['latency, 1,000 on 1', 'median'],
  ['websockets, 1,000 on 1', 'frontends'],
  ['websockets, 1,000 on 4', 'frontends'],
  ['websockets, 10,000 on 4', 'frontends'],
  ['deflate, 1,000 on 1', 'frontends'],
  null,
  ['websockets, 1,000 on 1', 'backend'],
  ['websockets, 10,000 on 4', 'backend'],
];

const FAILOVER = [
  ['Sentinel', 'handover', 'back'], ['Sentinel', 'handover', 'lost'], ['Sentinel', 'killed', 'back'], ['Sentinel', 'frozen', 'back'],
  ['Sentinel', 'frozen', 'open'], ['Cluster', 'handover', 'back'], ['Cluster', 'handover', 'failed'], ['Cluster', 'killed', 'back'],
  ['Cluster', 'killed', 'failed'], ['Cluster', 'frozen', 'back'], ['Cluster', 'frozen', 'open'],
];

const CLIENTS = ['plugin', 'ioredis', 'node-redis'];

/** The worst of all runs of a kind; null is never. */
function worst([where, kind, what], client) {
  const all = RUNS[where][kind].map((run) => run[client][what]);
  return all.includes(null) ? null : Math.max(...all);
}

const cellsOf = (line) => line.split('|').slice(1, -1).map((cell) => cell.replaceAll('*', '').trim());

/** The lines of the table that has this text in it. */
function table(page, text) {
  const found = page.match(/(^\|.*\|\n)+/gm).find((each) => each.includes(text));
  assert.ok(found, text);
  return found.trim().split('\n').slice(2).map(cellsOf);
}

/** A text as wide as that of the page: its number of digits is what was rounded to. */
function sameTime(text, us) {
  const [value, unit] = text.split(' ');
  const digits = (value.split('.')[1] || '').length;
  return [`${(us / 1000).toFixed(digits)} ms`, unit];
}

for (const [page, { head, never }] of Object.entries({
  'README.md': { head: "| the floor's |", never: 'never' },
  'README.zh-CN.md': { head: '| 下限的比值 |', never: '一直没有' },
})) {
  describe(`what was measured, in ${page}`, () => {
    const text = read(page);

    it('of delivery is in the results', () => {
      const lines = table(text, head);
      assert.equal(lines.length, DELIVERY.length);
      lines.forEach(([, ours, old, ratio, floor], i) => {
        if (!DELIVERY[i]) return;
        const [id, what] = DELIVERY[i];
        const { both, old: before, floor: least } = rows[id];
        assert.deepEqual([ours, old], [sameTime(ours, both[what])[0], sameTime(old, before[what])[0]], id);
        assert.deepEqual([ratio, floor], [both, least].map((each) => (each[what] / before[what]).toFixed(2)), id);
      });
    });

    it('of failovers is in the results', () => {
      const lines = table(text, 'ioredis 5 | node-redis 6 |\n|---|---|---|---|---|\n');
      assert.equal(lines.length, FAILOVER.length);
      lines.forEach((cells, i) => {
        const want = CLIENTS.map((client) => {
          const value = worst(FAILOVER[i], client);
          if (value === null) return never;
          return FAILOVER[i][2] === 'back' ? `${(value / 1000).toFixed(1)} s` : String(value);
        });
        assert.deepEqual(cells.slice(2), want, FAILOVER[i].join(' '));
      });
    });
  });
}
