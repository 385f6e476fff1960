'use strict';

// The one progress line of this process, on stdout.

const Progress = require('./progress');

const progress = new Progress();
process.on('exit', () => progress.clear());

module.exports = progress;
