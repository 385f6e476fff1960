'use strict';

const Reads = require('./reads');

/** What is asked and done beyond one channel and one user at a time. */
class Membership extends Reads {}

module.exports = Membership;
