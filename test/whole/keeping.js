'use strict';

// Keeps one uid of each of many reads, and says by how much the heap has grown for each.

const FakeApp = require('../support/fakeApp');
const component = require('../../lib/components/globalChannel');

const READS = 500;

main();

async function main() {
  const service = component(new FakeApp(['c1']), { port: process.argv[2] });
  await service.start();
  const kept = new Array(READS).fill('');
  const read = async (i) => (kept[i] = (await service.getMembersBySid('room', 'c1'))[i]);
  for (let i = 0; i < 50; i++) await read(i);
  kept.fill('');
  const before = heap();
  for (let i = 0; i < READS; i++) await read(i);
  process.send((heap() - before) / kept.length);
  await service.stop(true);
}

function heap() {
  for (let i = 0; i < 3; i++) global.gc();
  return process.memoryUsage().heapUsed;
}
