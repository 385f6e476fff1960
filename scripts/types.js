#!/usr/bin/env node
'use strict';

// Whether the types are right: those in our own JavaScript, and those that applications see (index.d.ts, pinus.d.ts), by
// test/types: what must compile and what must not, in each way in which TypeScript finds a package.
//
//   node scripts/types.js [--old]
//
// --old: of the declarations only, with old versions of TypeScript, which npm provides.

const fs = require('fs');
const os = require('os');
const path = require('path');
const ts = require('typescript');
const { run } = require('./lib/run');

/** @typedef {typeof import('typescript')} TypeScript */

const root = path.join(__dirname, '..');
const examples = path.join(root, 'test', 'types');

/** What a compiler reads of the package. */
const PACKAGE = ['package.json', 'index.d.ts', 'index.js', 'pinus.d.ts', 'pinus.js', 'types'];

const STRICT = { strict: true, noEmit: true, target: 'es2020', lib: ['es2020'], types: [] };
const COMMON = ['service.ts', 'options.ts', 'application.ts', 'pinus.ts', 'forms/star.ts'];
const ALL = [...COMMON, 'forms/default.ts', 'forms/require.ts'];
const NODE = { module: 'commonjs', moduleResolution: 'node' };

/**
 * How an application is compiled.
 *
 * @typedef {{options: Record<string, unknown>, files: string[]}} Way
 *
 * @type {Way[]}
 */
const WAYS = [
  { options: { ...NODE, esModuleInterop: true }, files: ALL },
  { options: NODE, files: ALL },
  { options: { ...NODE, target: 'es5', lib: ['es2015'] }, files: ['application.ts', 'forms/require.ts'] }
];
/** @type {Way[]} those that TypeScript 4.0 does not know */
const NEWER_WAYS = [
  { options: { module: 'node16', moduleResolution: 'node16' }, files: [...ALL, 'forms/module.mts'] },
  { options: { module: 'nodenext', moduleResolution: 'nodenext', esModuleInterop: false }, files: [...ALL, 'forms/module.mts'] },
  { options: { module: 'esnext', moduleResolution: 'bundler' }, files: [...COMMON, 'forms/default.ts'] },
  { options: { module: 'preserve' }, files: ALL }
];
/**
 * The oldest that reads the declarations, but for `import globalChannel from`; the oldest that reads that as well; the oldest
 * that knows `exports`.
 *
 * @type {Array<{version: string, ways: Way[]}>}
 */
const OLD = [
  { version: '4.0.8', ways: WAYS.map(way => ({ ...way, files: way.files.filter(file => file !== 'forms/default.ts') })) },
  { version: '4.1.6', ways: WAYS },
  { version: '4.7.4', ways: [...WAYS, NEWER_WAYS[0]] }
];

main().catch((err) => {
  console.error(err.message);
  process.exitCode = 1;
});

async function main() {
  const found = process.argv.includes('--old') ? await old() : [...project(), ...compile(ts, [...WAYS, ...NEWER_WAYS])];
  if (found.length) throw new Error(found.join('\n'));
}

/** @returns {string[]} what is wrong with the types in our own JavaScript */
function project() {
  const config = ts.getParsedCommandLineOfConfigFile(path.join(root, 'tsconfig.json'), {}, /** @type {any} */ (ts.sys));
  if (!config) throw new Error('tsconfig.json cannot be read');
  return told(ts, ts.createProgram(config.fileNames, config.options));
}

/** @returns {Promise<string[]>} what old versions say */
async function old() {
  const found = [];
  for (const { version, ways } of OLD) {
    const folder = path.join(root, 'build-types', version);
    const there = path.join(folder, 'node_modules', 'typescript');
    if (!fs.existsSync(there)) {
      const args = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', 'typescript@' + version];
      const done = await run('npm', args, { seconds: 300 });
      if (!done.ok) throw new Error('npm install typescript@' + version + ': ' + done.reason + '\n' + done.output);
    }
    found.push(...compile(require(there), ways).map(line => 'TypeScript ' + version + ': ' + line));
  }
  return found;
}

/**
 * @param {TypeScript} ts
 * @param {Way[]} ways
 * @returns {string[]} what is wrong, with the way in which it was found
 */
function compile(ts, ways) {
  const folder = application();
  try {
    return ways.flatMap(({ options, files }) => {
      const { options: converted, errors } = ts.convertCompilerOptionsFromJson({ ...STRICT, ...options }, folder);
      if (errors.length) throw new Error(ts.flattenDiagnosticMessageText(errors[0].messageText, '\n'));
      const names = files.map(file => path.join(folder, file));
      return told(ts, ts.createProgram(names, converted)).map(line => JSON.stringify(options) + ' ' + line);
    });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** @returns {string} a folder with the examples, in which the package and a pinus are installed */
function application() {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gch-types-')));
  fs.cpSync(examples, folder, { recursive: true });
  const modules = path.join(folder, 'node_modules');
  fs.mkdirSync(modules);
  fs.renameSync(path.join(folder, 'pinus'), path.join(modules, 'pinus'));
  const there = path.join(modules, 'pomelo-globalchannel-native');
  for (const name of PACKAGE) fs.cpSync(path.join(root, name), path.join(there, name), { recursive: true });
  return folder;
}

/** @param {TypeScript} ts @param {import('typescript').Program} program @returns {string[]} a line for each thing that is wrong */
function told(ts, program) {
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, ' ');
    if (!file) return text;
    const { line } = file.getLineAndCharacterOfPosition(start || 0);
    return path.basename(path.dirname(file.fileName)) + '/' + path.basename(file.fileName) + ':' + (line + 1) + ': ' + text;
  });
}
