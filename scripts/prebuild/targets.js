'use strict';

// The three files that are shipped: how each is compiled and linked.

const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { isNodes } = require('../lib/napi');
const { inParallel } = require('../lib/run');
const { must, work } = require('./fetch');
const { readGyp } = require('./gyp');

const root = path.join(__dirname, '..', '..');
const napi = path.join(root, 'node_modules', 'node-api-headers', 'include');
const WIN = 'x86_64-w64-mingw32-';

/**
 * @typedef {object} Target
 * @property {string} name platform and processor, as Node names them
 * @property {string} os as gyp names it
 * @property {string} tools what the names of the compiler and its kin begin with
 * @property {string} [arch] Linux: Debian's name of the processor
 * @property {string} [triple] Linux: that of musl's folders
 *
 * @typedef {{hiredis: string, uv: string, musl: Record<string, string>}} Parts folders: of sources, of headers, and by processor
 * @typedef {{objects: string[], file: string}} Built
 */

/** @type {Target[]} */
const TARGETS = [
  { name: 'linux-x64', os: 'linux', tools: 'x86_64-linux-gnu-', arch: 'amd64', triple: 'x86_64-linux-musl' },
  { name: 'linux-arm64', os: 'linux', tools: 'aarch64-linux-gnu-', arch: 'arm64', triple: 'aarch64-linux-musl' },
  { name: 'win32-x64', os: 'win', tools: WIN }
];

/** One file for glibc and musl: compiled with musl's headers, which promise less, and linked with neither. */
const LINK_LINUX = ['-shared', '-nostdlib', '-s', '-Wl,--gc-sections', '-Wl,--build-id=none', '-Wl,-z,relro,-z,now'];
const LINK_WINDOWS = ['-shared', '-static-libgcc', '-s', '-Wl,--gc-sections', '-Wl,--no-insert-timestamp'];

module.exports = { TARGETS, build, muslHeaders };

/**
 * @param {Target} target
 * @param {Parts} parts
 * @returns {Promise<Built>}
 */
async function build(target, parts) {
  const out = path.join(work, target.name);
  const file = path.join(root, 'prebuilds', target.name, 'globalchannel.node');
  const settings = readGyp(target.os, parts.hiredis);
  const flags = [...settings.cflags_c, ...settings.defines.map(name => '-D' + name), ...prefixMaps(parts),
    ...settings.include_dirs.map(folder => '-I' + folder), '-I' + napi, '-I' + parts.uv, ...own(target, parts)];
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const objects = await inParallel(settings.sources, async source => {
    const object = path.join(out, source.replace(/\//g, '-').replace(/\.c$/, '.o'));
    const said = await must(target.tools + 'gcc', [...flags, '-c', source, '-o', object], { cwd: root });
    if (said) throw new Error(source + ' for ' + target.name + ' compiles with warnings:\n' + said);
    return object;
  });
  const link = target.os === 'win' ? await linkWindows(objects, out) : [...settings.ldflags, ...LINK_LINUX];
  await must(target.tools + 'gcc', [...objects, ...link, ...target.os === 'win' ? [] : ['-lgcc'], '-o', file]);
  return { objects, file };
}

/** @param {Target} target @param {Parts} parts */
function own(target, parts) {
  const common = ['-Werror=implicit-function-declaration', '-ffunction-sections', '-fdata-sections'];
  if (target.os === 'win') return [...common, '-DBUILDING_NODE_EXTENSION', '-DUSING_UV_SHARED=1'];
  return [...common, '-fPIC', '-fno-stack-protector', '-U_FORTIFY_SOURCE', ...muslHeaders(target, parts)];
}

/** @param {Target} target @param {Parts} parts */
function muslHeaders({ tools, arch = '', triple = '' }, parts) {
  const builtin = execFileSync(tools + 'gcc', ['-print-file-name=include'], { encoding: 'utf8' }).trim();
  return ['-nostdinc', '-isystem', path.join(parts.musl[arch], 'usr/include', triple), '-isystem', builtin];
}

/** What an assertion prints names no folder of the machine that built it. @param {Parts} parts */
function prefixMaps(parts) {
  return ['-ffile-prefix-map=' + root + '/=', '-ffile-prefix-map=' + parts.hiredis + '/=hiredis/'];
}

/**
 * Node's functions are looked for in the program that loads the file, whatever its name: node.exe, or a game's own.
 *
 * @param {string[]} objects @param {string} out
 */
async function linkWindows(objects, out) {
  const listed = await must(WIN + 'nm', ['--undefined-only', '--format=posix', ...objects]);
  const wanted = new Set(listed.split('\n').map(line => line.split(' ')[0].replace(/^__imp_/, '')).filter(isNodes));
  const def = path.join(out, 'node.def');
  const library = path.join(out, 'libnode.a');
  const hook = path.join(out, 'delayed.o');
  fs.writeFileSync(def, ['LIBRARY node.exe', 'EXPORTS', ...[...wanted].sort()].join('\n') + '\n');
  await must(WIN + 'dlltool', ['--input-def', def, '--output-delaylib', library]);
  await must(WIN + 'gcc', ['-O2', '-Wall', '-Wextra', '-c', path.join(__dirname, 'delayed.c'), '-o', hook]);
  return [...LINK_WINDOWS, hook, library, '-ldelayimp'];
}
