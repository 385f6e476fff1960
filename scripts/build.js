#!/usr/bin/env node
'use strict';

// npm run build: builds the addon anew. With --sanitized the instrumented one, in build-sanitized/.

const { build } = require('./lib/addon');

build(process.argv.includes('--sanitized') ? 'sanitized' : 'release').catch(err => {
  console.error(err.message);
  process.exitCode = 1;
});
