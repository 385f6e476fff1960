'use strict';

/**
 * How commands are sent that are not the addon's own: as in src/node/binding.c.
 *
 * READ: again after a lost connection. WRITE: likewise, and held while the server
 * takes no writes. ONCE: neither again nor without a connection.
 */
module.exports = { READ: 0, WRITE: 1, ONCE: 2 };
