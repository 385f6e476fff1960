'use strict';

const { spin } = require('../../../scripts/lib/spin');

console.log(spin(2).pids.join(' '));
setInterval(() => {}, 1000);
