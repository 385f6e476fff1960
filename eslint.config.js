'use strict';

const js = require('@eslint/js');
const globals = require('globals');
const node = require('eslint-plugin-n');
const { engines, files } = require('./package.json');

/** What users install, which runs on the oldest Node that is promised. The rest runs on current ones. */
const SHIPPED = files.map(name => name.endsWith('.js') ? name : `${name}/**/*.js`);
const OLDEST = { version: engines.node };
/** Methods that the rules about Node know only by their receivers. */
const NEWER = 'at|findLast|findLastIndex|replaceAll|toReversed|toSorted|toSpliced|isWellFormed|toWellFormed';

module.exports = [
  { ignores: ['build*/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'commonjs', globals: globals.node },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'curly': ['error', 'multi-line'],
      'eqeqeq': 'error',
      'max-depth': ['error', 3],
      'no-implicit-globals': 'error',
      'no-throw-literal': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'strict': ['error', 'global'],
      // Style
      'indent': ['error', 2, { SwitchCase: 1, VariableDeclarator: 'first' }],
      'max-len': ['error', { code: 140, ignoreUrls: true }],
      'quotes': ['error', 'single', { avoidEscape: true }],
      'semi': ['error', 'always'],
      'no-trailing-spaces': 'error',
      'eol-last': 'error'
    }
  },
  {
    files: SHIPPED,
    plugins: { n: node },
    // Node has it longer than the language.
    languageOptions: { ecmaVersion: 2019, globals: { BigInt: 'readonly' } },
    rules: {
      'n/no-unsupported-features/es-syntax': ['error', OLDEST],
      'n/no-unsupported-features/es-builtins': ['error', OLDEST],
      // It was called experimental all that time, and has not changed.
      'n/no-unsupported-features/node-builtins': ['error', { ...OLDEST, ignores: ['async_hooks', 'async_hooks.AsyncResource'] }],
      'n/no-restricted-require': ['error', [{ name: ['node:*', 'node:*/*'], message: 'Node 12 knows no module by such a name.' }]],
      'no-restricted-syntax': ['error', {
        selector: `CallExpression[callee.property.name=/^(${NEWER})$/]`,
        message: `Not every Node of ${engines.node} has it.`
      }]
    }
  },
  {
    files: ['test/**/*.js'],
    languageOptions: { globals: globals.mocha },
    // A test throws whatever users may throw, and may name its promise in full.
    rules: { 'no-throw-literal': 'off', 'max-len': 'off' }
  }
];
