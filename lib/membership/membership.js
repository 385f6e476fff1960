'use strict';

const Base = require('../manager/base');

/** What is asked and done beyond one channel and one user at a time. */
class Membership extends Base {}

module.exports = Membership;
