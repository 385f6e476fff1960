#!/usr/bin/env node
'use strict';

// npm run exports: brings the field `exports` of package.json up to date, after a file of lib has come or gone.

const fs = require('fs');
const path = require('path');
const { exportsOf } = require('./lib/exports');

const file = path.join(__dirname, '..', 'package.json');
const given = JSON.parse(fs.readFileSync(file, 'utf8'));
fs.writeFileSync(file, JSON.stringify({ ...given, exports: exportsOf() }, null, 2) + '\n');
