'use strict';

// Reads the members of two channels, one after the other, and tells what that gave and took.

const createService = require('./service');

main(JSON.parse(process.argv[2]));

async function main(opts) {
  const service = createService(opts);
  await service.start();
  const [first, second] = [await read(service, 'evil'), await read(service, 'good')];
  process.send({ first, second, most: process.resourceUsage().maxRSS * 1024 });
  await service.stop(true);
  process.disconnect();
}

/** @param {any} service @param {string} name */
function read(service, name) {
  return new Promise((resolve) => {
    service.getMembersBySid(name, 'c1', (err, uids) => resolve({ code: err && err.code, message: err && err.message, count: uids && uids.length, rss: process.memoryUsage().rss }));
  });
}
