'use strict';

// Whether what passes between the addon, libuv and the C library looks the same to all of them: the sizes of the types, the places of
// the fields that are read or written, the values of the constants. They are compiled for every C library, processor and
// release of libuv, each as the size of an array, which a symbol table tells. Types and constants are taken from src/.

const fs = require('fs');
const path = require('path');
const { filesBelow } = require('../lib/sources');
const { inParallel } = require('../lib/run');
const { must, work } = require('./fetch');

module.exports = { checkLayout };

/** Only ever seen behind a pointer. */
const OPAQUE = ['uv_loop_t'];
/** The fields that src/ names. */
const FIELDS = {
  'uv_handle_t': ['data', 'loop', 'type'],
  'uv_req_t': ['data'],
  'uv_buf_t': ['base', 'len'],
  'struct addrinfo': ['ai_flags', 'ai_family', 'ai_socktype', 'ai_protocol', 'ai_addr', 'ai_addrlen', 'ai_next'],
  'struct sockaddr_un': ['sun_path']
};
const HEADERS = ['uv.h', 'stddef.h', 'stdint.h'];
const UNIX = ['netinet/in.h', 'netinet/tcp.h', 'sys/socket.h', 'sys/un.h', 'netdb.h'];
/** Error codes are negative; an array is not. */
const SHIFT = 100000;

/**
 * @typedef {object} Variant
 * @property {string} name
 * @property {string} group those of one are to be the same
 * @property {string} tools
 * @property {string[]} flags
 * @property {boolean} windows
 *
 * @param {Variant[]} variants
 */
async function checkLayout(variants) {
  const folder = path.join(work, 'layout');
  fs.mkdirSync(folder, { recursive: true });
  const seen = await inParallel(variants, async variant => ({ variant, layout: await layoutOf(variant, folder) }));
  const wrong = seen.flatMap(({ variant, layout }) => {
    const first = seen.find(other => other.variant.group === variant.group);
    return first ? differences(variant.name, layout, first.variant.name, first.layout) : [];
  });
  if (wrong.length) throw new Error('the layouts differ:\n  ' + wrong.join('\n  '));
}

/** @param {string} name @param {Map<string, number>} layout @param {string} otherName @param {Map<string, number>} other */
function differences(name, layout, otherName, other) {
  return [...other].filter(([what, size]) => layout.get(what) !== size)
    .map(([what, size]) => `${what}: ${layout.get(what)} in ${name}, ${size} in ${otherName}`);
}

/** @param {Variant} variant @param {string} folder */
async function layoutOf(variant, folder) {
  const source = path.join(folder, variant.name + '.c');
  const object = path.join(folder, variant.name + '.o');
  fs.writeFileSync(source, text(variant.windows));
  await must(variant.tools + 'gcc', ['-w', '-fno-common', ...variant.flags, '-S', source, '-o', object]);
  const layout = new Map([...fs.readFileSync(object, 'utf8').matchAll(LINE)].map(([, what, size]) => [what, Number(size)]));
  if (layout.size < 40) throw new Error(`only ${layout.size} sizes were found for ${variant.name}`);
  return layout;
}

/** Where assembly says how long an array is: `.zero` below its label. */
const LINE = /^(is_\w+):\n\s+\.(?:zero|space)\s+(\d+)$/gm;

/** @param {boolean} windows */
function text(windows) {
  const headers = windows ? HEADERS : HEADERS.concat(UNIX);
  const { types, constants } = used(windows);
  const lines = types.map(type => array(type, `sizeof(${type})`));
  for (const [type, fields] of Object.entries(FIELDS)) {
    if (windows && type.endsWith('_un')) continue;
    lines.push(...fields.map(field => array(type + ' ' + field, `offsetof(${type}, ${field}) + 1`)));
  }
  lines.push(...constants.map(name => array(name, `${name} + ${SHIFT}`)));
  return headers.map(name => `#include <${name}>\n`).join('') + lines.join('');
}

/** @param {string} what @param {string} size */
function array(what, size) {
  return `char is_${what.replace(/\W/g, '_')}[${size}] = {0};\n`;
}

/** The types and constants that src/ names, without those that Windows does not know. @param {boolean} windows */
function used(windows) {
  const all = filesBelow('src').filter(file => /net\/.*\.[ch]$|node\/.*\.[ch]$/.test(file))
    .map(file => fs.readFileSync(path.join(work, '..', file), 'utf8')).join('');
  const find = (/** @type {RegExp} */ pattern) => [...new Set(all.match(pattern))].sort();
  const types = find(/\buv_\w+_t\b|\bstruct (?:sockaddr\w*|addrinfo)\b/g);
  const constants = find(/\b(?:UV|AF|SOCK|AI|IPPROTO|TCP|MSG|INET6?)_[A-Z0-9_]+\b/g);
  return {
    types: types.filter(type => !OPAQUE.includes(type) && !(windows && type.endsWith('_un'))),
    constants: constants.filter(name => !(windows && /^(TCP|MSG)_/.test(name)))
  };
}
