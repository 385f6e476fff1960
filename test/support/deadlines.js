'use strict';

// A process with nothing to do but to wait for a deadline, or not to.

const { after } = require('../../lib/deadline');

const hows = process.argv[2].split(',');
const deadline = after(20, () => process.send?.('called'));

if (hows.includes('late')) {
  for (const end = performance.now() + 500; performance.now() < end;);
  setImmediate(tell); // its time is over, and it waits as long again
} else {
  tell();
}

function tell() {
  for (const how of hows) if (how !== 'late') deadline[how]();
}
