'use strict';

/** In the place of a list that somebody is told of at another time. */
module.exports = Symbol('told at another time');
