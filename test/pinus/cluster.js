'use strict';

// A real pinus application. pinus brings a hundred packages that nothing else here needs, so npm fetches it when it is tested.

const fs = require('node:fs');
const path = require('node:path');
const Cluster = require('../../demo/cluster');
const { run } = require('../../scripts/lib/run');

/** pinus does not start without the second one, which its template installs. */
const PACKAGES = ['pinus@1.7.4', 'reflect-metadata@0.1.14'];
const folder = path.join(__dirname, '../../build-pinus', PACKAGES.join('-'));
const modules = path.join(folder, 'node_modules');

/** @returns {Promise<string>} why there is no pinus; '' when there is one */
async function providePinus() {
  const stamp = path.join(folder, '.installed');
  if (fs.existsSync(stamp)) return '';
  const args = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', ...PACKAGES];
  const done = await run('npm', args, { seconds: 300 });
  if (!done.ok) return `npm install ${PACKAGES.join(' ')}: ${done.reason}\n${done.output}`;
  fs.writeFileSync(stamp, '');
  return '';
}

class PinusCluster extends Cluster {
  constructor() {
    super({ app: path.join(__dirname, 'app') });
  }

  install(config) {
    super.install(config);
    for (const name of ['pinus', 'reflect-metadata']) fs.symlinkSync(path.join(modules, name), path.join(this.dir, 'node_modules', name));
  }
}

module.exports = { PinusCluster, providePinus, modules };
