#!/usr/bin/env node
'use strict';

// node scripts/matrix/inside.js <where> [mocha] [c], in the chroot: builds the addon and runs these tests. The rows of the
// matrix go to file descriptor 3, each a line of JSON.

const { execFileSync } = require('child_process');
const fs = require('fs');
const { ctests } = require('../lib/ctests');
const { mocha, testFiles, usesTheAddon } = require('../lib/mocha');
const { prepare, BUILD } = require('../lib/prepare');
const progress = require('../lib/terminal');

const server = process.env.REDIS_SERVER || 'redis-server';
const [where, ...wanted] = process.argv.slice(2);

/** @typedef {(task: import('../lib/progress').Task) => Promise<import('../lib/failures').Result>} Perform */

/** @type {Record<string, {about: () => string, perform: Perform}>} */
const TESTS = {
  mocha: {
    about: () => `mocha, ${say(server, '--version').split(' sha=')[0]}, Node ${process.versions.node}`,
    perform: task => mocha(task, testFiles(false).filter(usesTheAddon))
  },
  c: {
    about: () => `C tests, gcc ${say('gcc', '-dumpfullversion')}, hiredis ${say('pkg-config', '--modversion', 'hiredis')}`,
    perform: task => ctests(task, { cc: 'gcc', sanitize: true, valgrind: false })
  }
};

main().catch(err => {
  console.error(err.message);
  process.exitCode = 1;
});

async function main() {
  await prepare([...BUILD, 'libuv1-dev'], ['release']);
  for (const name of wanted) {
    const { about, perform } = TESTS[name];
    const task = progress.begin(name);
    const result = await perform(task);
    task.end();
    fs.writeSync(3, JSON.stringify({ where, what: about(), ...result }) + '\n');
  }
}

/** @param {string} command @param {string[]} args */
function say(command, ...args) {
  return execFileSync(command, args, { encoding: 'utf8' }).trim();
}
