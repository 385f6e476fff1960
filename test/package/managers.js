'use strict';

// The package managers that users have, from npm, in build-managers/; run as on a machine without a compiler.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { run } = require('../../scripts/lib/run');

const FOLDER = path.join(__dirname, '../../build-managers');
/** All that their PATH has, besides Node. */
const PROGRAMS = ['sh', 'env', 'uname', 'cat', 'ls', 'mkdir', 'rm', 'sed', 'dirname', 'basename', 'readlink'];

/**
 * Those that block scripts by themselves are run as they are; the others are told to, when they add the package. The lock
 * file is installed as everybody does it. A registry's time is not what is tested, hence no audit and no news.
 */
const MANAGERS = [
  { name: 'npm@11', script: 'bin/npm-cli.js', add: ['install', '--ignore-scripts'], ci: ['ci'], lock: 'package-lock.json' },
  { name: 'npm@12', script: 'bin/npm-cli.js', add: ['install'], ci: ['ci'], lock: 'package-lock.json' },
  { name: 'pnpm@12', script: 'bin/pnpm.mjs', add: ['add'], ci: ['install', '--frozen-lockfile'], lock: 'pnpm-lock.yaml' },
  { name: 'yarn@1', script: 'bin/yarn.js', add: ['add', '--ignore-scripts'], ci: ['install', '--frozen-lockfile'], lock: 'yarn.lock' },
];

module.exports = { MANAGERS, provide, bare };

/**
 * @param {string[]} names
 * @param {(text: string) => void} say
 * @returns {Promise<Record<string, string>>} the script of each, by its name; none for what the registry does not have
 */
async function provide(names, say) {
  /** @type {Record<string, string>} */
  const scripts = {};
  for (const { name, script } of MANAGERS.filter((one) => names.includes(one.name))) {
    const folder = path.join(FOLDER, name);
    if (!fs.existsSync(folder)) await fetch(name, folder, say);
    if (fs.existsSync(folder)) scripts[name] = path.join(folder, 'node_modules', name.split('@')[0], script);
    else say(`${name} is not in the registry: not tried`);
  }
  return scripts;
}

/** @param {string} name @param {string} folder that is there afterwards if the registry has it @param {(text: string) => void} say */
async function fetch(name, folder, say) {
  say(`fetching ${name}`);
  const unfinished = `${folder}.${process.pid}`;
  fs.mkdirSync(unfinished, { recursive: true });
  const done = await run('npm', ['install', '--prefix', unfinished, '--ignore-scripts', name], { cwd: unfinished });
  if (done.ok) fs.renameSync(unfinished, folder);
  else fs.rmSync(unfinished, { recursive: true, force: true });
  if (!done.ok && !/E404|ETARGET/.test(done.output)) throw new Error(`npm install ${name}: ${done.reason}\n${done.output}`);
}

/** Runs scripts where there is no compiler, no Python and nothing else, and no setting of whoever runs this. */
function bare() {
  const bin = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-bin-'));
  const inherited = (process.env.PATH || '').split(path.delimiter);
  for (const program of PROGRAMS) {
    const found = inherited.map((folder) => path.join(folder, program)).find((file) => fs.existsSync(file));
    if (found) fs.symlinkSync(found, path.join(bin, program));
  }
  fs.symlinkSync(process.execPath, path.join(bin, 'node'));
  const settings = Object.keys(process.env).filter((name) => /^npm_(?!config_(registry|userconfig|cache|.*proxy|cafile)$)/i.test(name));
  const env = { ...Object.fromEntries(settings.map((name) => [name, undefined])), PATH: bin, CI: 'true', YARN_CACHE_FOLDER: path.join(bin, 'yarn') };
  return {
    /** @param {string} script @param {string[]} args @param {string} cwd */
    run: (script, args, cwd) => run(path.join(bin, 'node'), [script, ...args], { cwd, env }),
    remove: () => fs.rmSync(bin, { recursive: true, force: true }),
  };
}
