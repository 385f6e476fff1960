'use strict';

const js = require('@eslint/js');
const globals = require('globals');

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
    files: ['test/**/*.js'],
    languageOptions: { globals: globals.mocha },
    // A test throws whatever users may throw, and may name its promise in full.
    rules: { 'no-throw-literal': 'off', 'max-len': 'off' }
  }
];
