'use strict';

const fs = require('node:fs');

/** @param {number[]} pids @returns {number} microseconds of processor time that these processes have had, all threads together */
module.exports = function processor(pids) {
  return pids.reduce((sum, pid) => sum + ofProcess(pid), 0);
};

/** To the nanosecond, where /proc/<pid>/stat counts ticks of 10 ms. @param {number} pid */
function ofProcess(pid) {
  const threads = fs.readdirSync(`/proc/${pid}/task`);
  const times = threads.map((id) => Number(fs.readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]));
  return times.reduce((sum, ns) => sum + ns / 1000, 0);
}
