'use strict';

/** In the place of a sid: on whatever servers a user is. Nothing that a caller gives is that. */
module.exports = Symbol('everywhere');
