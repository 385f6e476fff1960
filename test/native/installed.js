'use strict';

// The package as it lies in an application, with the files of its addon as a test wants them.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { filesOf } = require('../../lib/addon');
const { runNode } = require('../support/child');

const ROOT = path.join(__dirname, '../..');
const NAME = 'globalchannel.node';
/** Where an addon may lie, the one to be preferred first. */
const PLACES = ['native/build/Release', 'build/Release', `prebuilds/${process.platform}-${process.arch}`].map((folder) => `${folder}/${NAME}`);

class Installed {
  /** @param {string} [folder] where it lies in the application */
  constructor(folder = 'node_modules/pomelo-globalchannel-native') {
    this.app = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gch-installed-')));
    this.root = path.join(this.app, folder);
    fs.mkdirSync(this.root, { recursive: true });
    for (const name of ['package.json', 'index.js', 'lib']) fs.cpSync(path.join(ROOT, name), path.join(this.root, name), { recursive: true });
    fs.mkdirSync(path.join(this.app, 'node_modules'), { recursive: true });
    fs.symlinkSync(path.join(ROOT, 'node_modules/pomelo-logger'), path.join(this.app, 'node_modules/pomelo-logger'));
  }

  /** @param {string} place */
  file(place) {
    return path.join(this.root, place);
  }

  /** @param {string} place @param {string} [text] instead of the addon */
  put(place, text) {
    fs.mkdirSync(path.dirname(this.file(place)), { recursive: true });
    if (text !== undefined) fs.writeFileSync(this.file(place), text);
    else fs.copyFileSync(filesOf(ROOT)[0], this.file(place));
  }

  /**
   * Loads the addon, twice, in a process of its own.
   *
   * @param {string[]} [flags] of Node
   * @returns {Promise<{ loaded: string[], code?: string, message?: string, cause?: string, output: string }>} loaded: the files
   */
  async load(flags) {
    const { messages: [said], output } = await runNode(path.join(__dirname, 'loading.js'), [this.root], { flags, env: { POMELO_GLOBALCHANNEL_ADDON: '' } });
    return { ...said, output };
  }

  remove() {
    fs.rmSync(this.app, { recursive: true, force: true });
  }
}

module.exports = { PLACES, Installed };
