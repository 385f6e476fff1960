'use strict';

// The figures on speed are those of the results that are kept beside the benchmark.

const assert = require('node:assert/strict');
const { about, rows } = require('../../bench/results.json');
const { read } = require('./markdown');

const SUBJECTS = ['native', 'old', 'ioredis', 'node-redis', 'fast-driver', 'glide', 'floor'];
const ROWS = ['members 10', 'members 1000', 'members 100000', 'add 64', 'add 1000', 'push 10 10000 10', 'push 1000 100 10', 'login 10',
  'logout 10', 'count 10000', 'several 3'];

const RESULTS = { cluster: require('../../bench/results-cluster.json'), tls: require('../../bench/results-tls.json') };
const ELSEWHERE = ['add 1000', 'push 10 10000 10', 'push 1000 10000 1000'].flatMap((row) => [['cluster', row], ['tls', row]]);
const THERE = ['native', 'ioredis', 'node-redis', 'glide'];

const PAGES = {
  'README.md': {
    section: 'Speed',
    memory: /took (\d+) MiB more than at rest, where node-redis took (\d+) and\nthe others (\d+) to (\d+)\./,
  },
  'README.zh-CN.md': {
    section: '速度',
    memory: /比静止时多用 (\d+) MiB；node-redis 为 (\d+) MiB，其余为 (\d+) 到 (\d+) MiB/,
  },
};

const mediansOf = (of, id) => of.rows.find((row) => row.id === id).medians;
const medians = (id) => mediansOf({ rows }, id);

/** Three digits at most, two below a hundred. */
function time(us) {
  const [value, unit] = us >= 999.5 ? [us / 1000, 'ms'] : [us, 'µs'];
  return `${value >= 99.5 ? Math.round(value) : Number(value.toPrecision(2))} ${unit}`;
}

const mebibytes = (bytes) => String(Math.round(bytes / (1 << 20)));

for (const [page, { section, memory }] of Object.entries(PAGES)) {
  describe(`the figures on speed in ${page}`, () => {
    const text = read(page).split(/^## /m).find((part) => part.startsWith(section));

    const [plain, elsewhere] = text.match(/(^\|.*\|\n)+/gm).slice(-2).map((table) => {
      const lines = table.trim().split('\n').slice(2);
      return lines.map((line) => line.split('|').slice(2, -1).map((cell) => cell.replaceAll('*', '').trim()));
    });

    it('are those of the results', () => {
      const cell = (figures) => (figures ? time(figures.cpu) : '');
      assert.deepEqual(plain, ROWS.map((id) => SUBJECTS.map((subject) => cell(medians(id)[subject]))));
    });

    it('in a cluster and over TLS are those of the results', () => {
      assert.deepEqual(elsewhere, ELSEWHERE.map(([where, id]) => THERE.map((subject) => time(mediansOf(RESULTS[where], id)[subject].cpu))));
      for (const { about: { date } } of Object.values(RESULTS)) assert.ok(text.includes(date.slice(0, 10)), date);
    });

    it('name the day, the versions and the memory of that run', () => {
      for (const fact of [about.date.slice(0, 10), `Node ${about.node.replace('v', '')}`, `Redis ${about.redis}`]) assert.ok(text.includes(fact), fact);
      const used = (subject) => medians('memory')[subject].used;
      const others = ['old', 'ioredis', 'fast-driver', 'glide'].map(used);
      const want = [used('native'), used('node-redis'), Math.min(...others), Math.max(...others)].map(mebibytes);
      assert.deepEqual(memory.exec(text).slice(1), want);
    });
  });
}
