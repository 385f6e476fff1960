'use strict';

// What is built with, kept in build-prebuild/: hiredis, Node of several releases, musl.

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { run } = require('../lib/run');
const { mirror } = require('../lib/system');
const progress = require('../lib/terminal');

const root = path.join(__dirname, '..', '..');
const work = path.join(root, 'build-prebuild');
/** Debian's, of the sums in its signed .dsc; THIRD-PARTY.md says why this one. */
const HIREDIS = {
  release: '1.2.0',
  path: '/pool/main/h/hiredis/hiredis_1.2.0.orig.tar.gz',
  sha256: '82ad632d31ee05da13b537c124f819eb88e18851d9cb0c30ae0552084811588c'
};

module.exports = { HIREDIS, fetchHiredis, fetchNode, fetchMusl, must, work };

/** @returns {Promise<string>} the folder of its sources */
async function fetchHiredis() {
  const folder = path.join(work, 'hiredis-' + HIREDIS.release);
  if (fs.existsSync(folder)) return folder;
  progress.say('fetching hiredis %s', HIREDIS.release);
  const url = mirror() + HIREDIS.path;
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${answer.statusText}; has Debian another release?`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const sum = crypto.createHash('sha256').update(bytes).digest('hex');
  if (sum !== HIREDIS.sha256) throw new Error(`${url} has the sha256 ${sum}, expected ${HIREDIS.sha256}`);
  await unpack(folder, async temporary => {
    fs.writeFileSync(path.join(temporary, 'orig.tar.gz'), bytes);
    await must('tar', ['xzf', 'orig.tar.gz', '--strip-components=1'], { cwd: temporary });
  });
  return folder;
}

/**
 * A Node from npm: package/bin, and for Linux package/include/node.
 *
 * @param {string} name of its npm package, with a version
 * @returns {Promise<string>} its folder
 */
async function fetchNode(name) {
  const folder = path.join(work, name);
  if (!fs.existsSync(folder)) {
    progress.say('fetching %s', name);
    await unpack(folder, async temporary => {
      await must('npm', ['pack', name, '--silent'], { cwd: temporary });
      const [file] = fs.readdirSync(temporary);
      await must('tar', ['xzf', file, 'package/bin', ...includesOf(name)], { cwd: temporary });
      fs.rmSync(path.join(temporary, file));
    });
  }
  return path.join(folder, 'package');
}

/** @param {string} name */
function includesOf(name) {
  return name.startsWith('node-linux-') ? ['package/include'] : [];
}

/**
 * musl's headers and its loader, also those of another processor: not installed, and apt's own lists stay as they are.
 *
 * @param {string} arch as Debian names it
 * @returns {Promise<string>} the folder in which they lie as they would below /
 */
async function fetchMusl(arch) {
  const folder = path.join(work, 'musl-' + arch);
  if (fs.existsSync(folder)) return folder;
  progress.say('fetching musl for %s', arch);
  const state = path.join(work, 'apt-' + arch);
  fs.mkdirSync(path.join(state, 'lists', 'partial'), { recursive: true });
  const apt = ['-q', '-o', 'APT::Architecture=' + arch, '-o', 'APT::Architectures=' + arch, '-o', 'APT::Sandbox::User=root',
    '-o', 'Dir::State=' + state, '-o', 'Dir::State::status=/dev/null', '-o', 'Dir::Cache=' + state, '-o', 'Acquire::Languages=none'];
  await must('apt-get', [...apt, 'update']);
  await unpack(folder, async temporary => {
    await must('apt-get', [...apt, 'download', 'musl', 'musl-dev'], { cwd: temporary });
    for (const file of fs.readdirSync(temporary)) await must('dpkg', ['-x', file, '.'], { cwd: temporary });
  });
  return folder;
}

/** @type {Map<string, Promise<void>>} by their folders */
const unpacking = new Map();

/** Fills a folder that is there only when it is whole; once, however many ask. */
/** @type {(folder: string, fill: (temporary: string) => Promise<void>) => Promise<void>} */
function unpack(folder, fill) {
  const begun = unpacking.get(folder) || unpackOnce(folder, fill);
  unpacking.set(folder, begun);
  return begun;
}

/** @param {string} folder @param {(temporary: string) => Promise<void>} fill */
async function unpackOnce(folder, fill) {
  const temporary = folder + '.part';
  fs.rmSync(temporary, { recursive: true, force: true });
  fs.mkdirSync(temporary, { recursive: true });
  await fill(temporary);
  fs.renameSync(temporary, folder);
}

/**
 * Runs a program that has to succeed.
 *
 * @param {string} command @param {string[]} args @param {Parameters<typeof run>[2]} [how]
 * @returns {Promise<string>} its output
 */
async function must(command, args, how) {
  const done = await run(command, args, how);
  if (!done.ok) throw new Error(`${command} ${args.join(' ')}: ${done.reason}\n${done.output}`);
  return done.output;
}
