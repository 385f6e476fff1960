'use strict';

const Secret = require('../secret');

/**
 * A user and a password as they are meant: an empty password alone is none, and
 * a user may have an empty one.
 *
 * @param {{ username: string | null, password: string | null }} given
 * @returns {{ username: string | null, password: Secret | null }}
 */
function login({ username, password }) {
  if (username) return { username, password: new Secret(password || '') };
  return { username: null, password: password ? new Secret(password) : null };
}

module.exports = login;
