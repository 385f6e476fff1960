'use strict';

// interrupted.js <folder>: two runs, and a third that does not end.

const Steady = require('../../../scripts/lib/steady');

let runs = 0;
new Steady(process.argv[2], () => 'same').collect(5, async () => {
  if (++runs === 3) {
    console.log('running');
    await new Promise(resolve => setTimeout(resolve, 60000));
  }
  return { date: new Date().toISOString(), seconds: 1, load: 0, passed: 1, failures: [] };
});
