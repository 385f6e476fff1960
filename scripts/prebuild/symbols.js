'use strict';

// What each file takes from the process that loads it. All of it has to be there in every Node, glibc and musl that it may meet.

const path = require('path');
const { isEntry, isNodes } = require('../lib/napi');
const { must, work } = require('./fetch');

module.exports = { checkSymbols };

/** Of the C library, by names that are in both and mean the same; no errno, tables or types of their own but these. */
const LIBC = ['__assert_fail', '__errno_location', 'atoi', 'calloc', 'free', 'malloc', 'memchr', 'memcmp', 'memcpy', 'memmove', 'memset',
  'realloc', 'send', 'setsockopt', 'snprintf', 'strcasecmp', 'strchr', 'strdup', 'strlen', 'strtod', 'strtoul', 'vsnprintf'];
/** Linked to glibc, no name asks for a newer one: CentOS 7 and all that is later have it. */
const GLIBC = [2, 17];
/** What Windows has to find before the file is loaded: not node.exe, which may have another name. */
const DLLS = ['KERNEL32.dll', 'msvcrt.dll'];

/**
 * @param {import('./targets').Target} target
 * @param {import('./targets').Parts} parts
 * @param {import('./targets').Built} built
 */
async function checkSymbols(target, parts, built) {
  const wrong = target.os === 'win' ? await windows(target, built) : await linux(target, parts, built);
  if (wrong.length) throw new Error(built.file + ':\n  ' + wrong.join('\n  '));
}

/** @param {import('./targets').Target} target @param {import('./targets').Parts} parts @param {import('./targets').Built} built */
async function linux(target, parts, { objects, file }) {
  const imports = await names(target, ['--dynamic', '--undefined-only', file]);
  const exported = await names(target, ['--dynamic', '--defined-only', file]);
  const head = await must(target.tools + 'readelf', ['--wide', '--dynamic', '--sections', file]);
  const libc = imports.filter(name => !isNodes(name));
  const wrong = libc.filter(name => !LIBC.includes(name)).map(name => name + ' is not to be imported');
  if (!imports.some(isNodes)) wrong.push('nothing of Node-API is imported');
  wrong.push(...wrongExports(exported));
  wrong.push(...[...head.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, name]) => name + ' is not to be needed'));
  if (/\.symtab|\.debug/.test(head)) wrong.push('it is not stripped');
  for (const [place, having] of Object.entries(await libraries(target, parts))) {
    wrong.push(...libc.filter(name => !having.has(name)).map(name => place + ' has no ' + name));
  }
  return wrong.concat(await tooNew(target, objects));
}

/** What both C libraries have. @param {import('./targets').Target} target @param {import('./targets').Parts} parts */
async function libraries(target, parts) {
  const musl = path.join(parts.musl[target.arch || ''], 'lib', target.triple || '', 'libc.so');
  const glibc = (await must(target.tools + 'gcc', ['-print-file-name=libc.so.6'])).trim();
  const have = async (/** @type {string} */ file) => new Set(await names(target, ['--dynamic', '--defined-only', file]));
  return { musl: await have(musl), glibc: await have(glibc) };
}

/** Linked to this system's glibc, only to see what that asks for. @param {import('./targets').Target} target @param {string[]} objects */
async function tooNew(target, objects) {
  const file = path.join(work, target.name, 'glibc.so');
  await must(target.tools + 'gcc', ['-shared', ...objects, '-o', file]);
  const text = await must(target.tools + 'nm', ['--dynamic', '--undefined-only', file]);
  return [...text.matchAll(/(\w+)@+GLIBC_(\d+)\.(\d+)/g)]
    .filter(([, , major, minor]) => Number(major) !== GLIBC[0] || Number(minor) > GLIBC[1])
    .map(([found]) => found + ' asks for a glibc newer than ' + GLIBC.join('.'));
}

/** @param {import('./targets').Target} target @param {import('./targets').Built} built */
async function windows(target, { file }) {
  const text = await must(target.tools + 'objdump', ['--private-headers', '--syms', file]);
  const dlls = [...text.matchAll(/DLL Name: (\S+)/g)].map(([, name]) => name);
  const wrong = dlls.filter(name => !DLLS.includes(name)).map(name => name + ' is not to be needed');
  if (!/no symbols/.test(text)) wrong.push('it is not stripped');
  const exported = [...text.matchAll(/^\t\[ *\d+\](?: \+base\[ *\d+\])? (\w+)$/gm)].map(([, name]) => name);
  return wrong.concat(wrongExports(exported));
}

/** @param {string[]} exported @returns {string[]} what is wrong with it */
function wrongExports(exported) {
  const wrong = exported.filter(name => !isEntry(name)).map(name => name + ' is not to be exported');
  return exported.includes('napi_register_module_v1') ? wrong : wrong.concat('its entry is not exported');
}

/** @param {import('./targets').Target} target @param {string[]} args of nm */
async function names({ tools }, args) {
  const text = await must(tools + 'nm', ['--format=posix', ...args]);
  return text.trim().split('\n').map(line => line.split(' ')[0].split('@')[0]);
}
