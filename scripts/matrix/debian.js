'use strict';

// The tests of the plugin and of its C core on another Debian: in a chroot that debootstrap makes, with that system's compiler,
// hiredis, Node and Redis, and once more with valkey in the place of Redis. The chroot is kept for the next time.
//
// Everything runs in a mount and a process namespace of its own: what is mounted and started there ends with it, however it ends.

const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { run } = require('../lib/run');
const { mirror, provide } = require('../lib/system');
const progress = require('../lib/terminal');
const { copySources } = require('./folder');

/** @typedef {import('../matrix').Row} Row */

const root = path.join(__dirname, '..', '..');
const CACHE = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'pomelo-globalchannel-native');
const NAMESPACE = ['unshare', '--mount', '--pid', '--fork', '--kill-child'];
/** Beside what the tests themselves provide; of Node the headers as well. */
const PACKAGES = ['nodejs', 'libnode-dev', 'valkey-server'];
/** $1: the chroot, $2: the project; the others: a command, run in the copy of the project. */
const ENTER = `
  mount -t proc proc "$1/proc"
  mount --rbind /dev "$1/dev"
  mount --bind "$2/node_modules" "$1/project/node_modules"
  chroot=$1
  shift 2
  exec chroot "$chroot" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb DEBIAN_FRONTEND=noninteractive \\
    sh -ec 'cd /project; exec "$@"' sh "$@"
`;
/** Seconds. */
const LIMIT = { install: 1800, tests: 3600 };

module.exports = { onDebian };

/** @param {string} suite @returns {AsyncGenerator<Row>} */
async function* onDebian(suite) {
  const where = 'Debian ' + suite;
  const obstacle = findObstacle();
  if (obstacle) return yield { where, what: '', passed: 0, failures: [], skipped: obstacle };
  const chroot = path.join(CACHE, 'debian-' + suite);
  if (!fs.existsSync(chroot)) await make(suite, chroot);
  await refresh(chroot);
  yield* tested(where, chroot, ['mocha', 'c']);
  yield* tested(where, chroot, ['mocha'], 'valkey-server');
}

/** @returns {string} why this machine cannot do it, if it cannot */
function findObstacle() {
  if (process.platform !== 'linux') return 'a chroot of Debian takes Linux';
  if (!process.getuid || process.getuid() !== 0) return 'a chroot takes root';
  const [command, ...args] = NAMESPACE;
  const { status, stderr, error } = spawnSync(command, [...args, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { encoding: 'utf8' });
  return status === 0 ? '' : 'this machine allows no mount: ' + (error ? error.message : stderr.trim());
}

/** It is there when all of it is. @param {string} suite @param {string} chroot */
async function make(suite, chroot) {
  await provide(['debootstrap']);
  const task = progress.begin('debootstrap ' + suite);
  const half = chroot + '.half';
  fs.rmSync(half, { recursive: true, force: true });
  fs.mkdirSync(half, { recursive: true });
  await must([...NAMESPACE, 'debootstrap', '--variant=minbase', suite, half, mirror()]);
  // No package starts its service.
  fs.writeFileSync(path.join(half, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  fs.renameSync(half, chroot);
  task.end();
}

/** The packages, and what of the project and this machine may have changed. @param {string} chroot */
async function refresh(chroot) {
  const task = progress.begin('preparing ' + path.basename(chroot));
  for (const file of ['/etc/resolv.conf', '/etc/hosts']) fs.copyFileSync(file, path.join(chroot, file));
  copySources(path.join(chroot, 'project'));
  fs.mkdirSync(path.join(chroot, 'project', 'node_modules'));
  await must(inside(chroot, ['dpkg', '--configure', '-a']));
  await must(inside(chroot, ['apt-get', 'update', '-qq']));
  await must(inside(chroot, ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...PACKAGES]));
  task.end();
}

/**
 * @param {string} where @param {string} chroot
 * @param {string[]} what
 * @param {string} [server] in the place of redis-server
 * @returns {AsyncGenerator<Row>}
 */
async function* tested(where, chroot, what, server = 'redis-server') {
  /** @type {Row[]} */
  const rows = [];
  const task = progress.begin(where + ', ' + server);
  const [command, ...args] = inside(chroot, ['env', 'REDIS_SERVER=' + server, 'node', 'scripts/matrix/inside.js', where, ...what]);
  const told = (/** @type {Row} */ row) => {
    for (const failure of row.failures) failure.file = path.join(chroot, 'project', failure.file);
    rows.push(row);
  };
  const done = await run(command, args, { seconds: LIMIT.tests, told });
  task.end();
  yield* rows;
  if (!done.ok) throw new Error(`${where}, ${server}: ${done.reason}\n${done.output}`);
}

/** @param {string} chroot @param {string[]} command @returns {string[]} the command that runs it there */
function inside(chroot, command) {
  return [...NAMESPACE, 'sh', '-ec', ENTER, 'sh', chroot, root, ...command];
}

/** @param {string[]} command */
async function must([command, ...args]) {
  const done = await run(command, args, { seconds: LIMIT.install });
  if (!done.ok) throw new Error(`${args.slice(-8).join(' ')}: ${done.reason}\n${done.output}`);
}
