'use strict';

// The packages of bench/package.json, which are installed only for the benchmark.

/** @type {(name: string) => any} */
module.exports = (name) => require(name);
