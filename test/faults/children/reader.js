'use strict';

// Reads the members of two channels, one after the other, and tells what that gave and took.

const fs = require('node:fs');
const createService = require('./service');

main(JSON.parse(process.argv[2]));

async function main(opts) {
  const service = createService(opts);
  await service.start();
  const [first, second] = [await read(service, 'evil'), await read(service, 'good')];
  process.send({ first, second, most: mostMemory() });
  await service.stop(true);
  process.disconnect();
}

/** Bytes. What process.resourceUsage tells begins with the size of the parent. */
function mostMemory() {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
}

/** @param {any} service @param {string} name */
function read(service, name) {
  return new Promise((resolve) => {
    service.getMembersBySid(name, 'c1', (err, uids) => resolve({ code: err && err.code, message: err && err.message, count: uids && uids.length, rss: process.memoryUsage().rss }));
  });
}
