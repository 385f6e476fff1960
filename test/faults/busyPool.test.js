'use strict';

// All threads of libuv's pool are busy with other work of the application, for as long as the test likes.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { withFaults, fine, logged } = require('./helpers');

/** More than the pool has threads, unless somebody has asked for more. */
const JOBS = 2 * Number(process.env.UV_THREADPOOL_SIZE || 4);

describe('a busy thread pool', () => {
  const on = withFaults();
  let folder;
  let pipe;
  /** @type {Promise<unknown>} */
  let jobs;
  let finished = 0;

  // Whoever opens a pipe to read waits until somebody writes, and so does the thread.
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-pool-'));
    pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    finished = 0;
    jobs = Promise.all(Array.from({ length: JOBS }, async () => {
      const file = await fs.promises.open(pipe, 'r');
      finished++;
      await file.close();
    }));
  });
  afterEach(async () => {
    const writer = fs.openSync(pipe, 'r+');
    await jobs;
    fs.closeSync(writer);
    fs.rmSync(folder, { recursive: true });
  });

  for (const [host, bound] of [['127.0.0.1', '127.0.0.1'], ['::1', '::1'], ['[::1]', '::1']]) {
    it(`does not keep ${host} waiting, neither at start nor on reconnecting`, async function () {
      if (bound === '::1' && !hasIPv6()) this.skip();
      const peer = await on.peer(([name]) => (name === 'SADD' ? ':1\r\n' : undefined), { host: bound });
      const manager = on.manager({ host, port: peer.port });
      await logged(async () => {
        await fine(manager, 'start');
        peer.cut();
        await fine(manager, 'add', 'n', 'u', 'c1');
      });
      assert.equal(finished, 0);
      assert.equal(peer.accepted, 2);
    });
  }
});

function hasIPv6() {
  return Object.values(os.networkInterfaces()).flat().some(({ address }) => address === '::1');
}
