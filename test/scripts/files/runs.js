'use strict';

// runs.js <shell> <how>: runs it, and prints what it says on file descriptor 3.

const { run } = require('../../../scripts/lib/run');

const [, , shell, how] = process.argv;
run('sh', ['-c', shell], { ...JSON.parse(how), told: event => console.log('%j', event) });
