'use strict';

// Installs the peers: bench/package.json.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { run } = require('../scripts/lib/run');

const modules = path.join(__dirname, 'node_modules');

/** Once; again when the lock file has changed. */
module.exports = async function install() {
  const lock = fs.readFileSync(path.join(__dirname, 'package-lock.json'));
  const wanted = crypto.createHash('sha256').update(lock).update(process.versions.modules).digest('hex');
  const stamp = path.join(modules, '.installed');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return;
  console.log('installing the peers');
  await must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], __dirname);
  // The one package that has to be built here.
  const nodeGyp = require.resolve('node-gyp/bin/node-gyp.js');
  await must(process.execPath, [nodeGyp, 'rebuild', ...localHeaders()], path.join(modules, 'redis-fast-driver'));
  fs.writeFileSync(stamp, wanted);
};

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
async function must(command, args, cwd) {
  const done = await run(command, args, { cwd });
  if (!done.ok) throw new Error(`${path.basename(command)} ${args[0]} in ${cwd}: ${done.reason}\n${done.output}`);
}

/** Node's own headers, where it came with them: then nothing is downloaded. */
function localHeaders() {
  const prefix = path.join(path.dirname(process.execPath), '..');
  return fs.existsSync(path.join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
}
