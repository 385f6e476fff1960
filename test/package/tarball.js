'use strict';

// The package, packed. Where prebuilds/ is not there, or of other sources, the addon that was built here stands for it.

const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { fingerprint } = require('../../scripts/lib/fingerprint');
const { HIREDIS } = require('../../scripts/prebuild/fetch');
const { run } = require('../../scripts/lib/run');

const ROOT = path.join(__dirname, '../..');
const NAME = 'globalchannel.node';
const SYSTEMS = ['linux-x64', 'linux-arm64', 'win32-x64'];

module.exports = { copy, pack, prebuilt };

/** Whether the prebuilt files are there, of these sources. */
function prebuilt() {
  const file = path.join(ROOT, 'prebuilds/fingerprint.json');
  return fs.existsSync(file) && JSON.parse(fs.readFileSync(file, 'utf8')).sources === fingerprint() &&
    SYSTEMS.every((system) => fs.existsSync(path.join(ROOT, 'prebuilds', system, NAME)));
}

/** A copy of the repository that can be packed. @returns {string} its folder, which the caller removes */
function copy() {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gch-package-')));
  const names = fs.readdirSync(ROOT).filter((name) => !/^(\.git|node_modules|build.*|prebuilds)$/.test(name));
  for (const name of names) fs.cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true, filter: isOurs });
  if (prebuilt()) fs.cpSync(path.join(ROOT, 'prebuilds'), path.join(folder, 'prebuilds'), { recursive: true });
  else pretend(path.join(folder, 'prebuilds'));
  return folder;
}

/** @param {string} file */
function isOurs(file) {
  return !/[\\/](node_modules|latest|native[\\/]build)$/.test(file);
}

/** @param {string} folder */
function pretend(folder) {
  const addon = fs.readFileSync(path.join(ROOT, 'build/Release', NAME));
  /** @type {Record<string, string>} */
  const files = {};
  for (const system of SYSTEMS) {
    const content = system === `${process.platform}-${process.arch}` ? addon : Buffer.from('the addon of another system');
    files[`${system}/${NAME}`] = crypto.createHash('sha256').update(content).digest('hex');
    fs.mkdirSync(path.join(folder, system), { recursive: true });
    fs.writeFileSync(path.join(folder, system, NAME), content);
  }
  fs.writeFileSync(path.join(folder, 'fingerprint.json'), JSON.stringify({ sources: fingerprint(), hiredis: HIREDIS.release, files }));
}

/**
 * @param {string} folder of a copy
 * @returns {Promise<{ file: string, size: number, names: string[] }>}
 */
async function pack(folder) {
  const done = await run('npm', ['pack', '--json', '--loglevel=error'], { cwd: folder });
  if (!done.ok) throw new Error(`npm pack: ${done.reason}\n${done.output}`);
  // What the scripts of the package print comes first.
  const [packed] = JSON.parse(done.output.slice(done.output.search(/^\[$/m)));
  return { file: path.join(folder, packed.filename), size: packed.size, names: packed.files.map((/** @type {{ path: string }} */ file) => file.path).sort() };
}
