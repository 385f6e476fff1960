'use strict';

/** What a session tells of its Redis, as in src/net/way.h. */
module.exports = { READY: 0, FAILED: 1, LOST: 2, SUPERFLUOUS: 3, HELD: 4 };
