'use strict';

/**
 * What the options for more than one Redis are called in other clients, or by
 * mistake: a server that silently takes none of them talks to the wrong Redis.
 * Capitals, _ and - make no difference.
 */
const WORDS = {
  sentinels: ['sentinel', 'sentinelnodes', 'sentinelrootnodes', 'sentinelhosts'],
  name: ['mastername', 'sentinelname', 'sentinelmastername', 'sentinelmasterid', 'sentinelmaster'],
  sentinelUsername: ['sentineluser'],
  sentinelPassword: ['sentinelpass', 'sentinelauth', 'sentinelauthpass'],
  sentinelTLS: ['enabletlsforsentinelmode'],
  cluster: ['nodes', 'clusters', 'clusternodes', 'startupnodes', 'rootnodes'],
  natMap: ['nodeaddressmap'],
  tls: ['ssl'],
};

/** @type {Map<string, string>} */
const RIGHT = new Map();
for (const [right, words] of Object.entries(WORDS)) {
  for (const word of [right, ...words]) RIGHT.set(plain(word), right);
}

/** @param {string} name */
function plain(name) {
  return name.toLowerCase().replace(/[_-]/g, '');
}

/**
 * @param {any} opts
 * @param {(name: string) => any} valueOf undefined: it is not given
 * @returns {string[]} warnings
 */
function misspelt(opts, valueOf) {
  const wrong = namesOf(opts).filter((name) => ![undefined, name].includes(RIGHT.get(plain(name))) && valueOf(name) !== undefined);
  return wrong.map((name) => `option ${name} is ignored: did you mean ${RIGHT.get(plain(name))}?`);
}

/** @param {any} opts */
function namesOf(opts) {
  const names = [];
  try {
    for (const name in Object(opts)) names.push(name);
  } catch {
    // A proxy that tells none.
  }
  return names;
}

module.exports = misspelt;
