'use strict';

/**
 * What the options for more than one Redis are called in other clients, or by
 * mistake: a server that silently takes none of them talks to the wrong Redis.
 */
const MISSPELT = {
  sentinels: ['sentinel', 'Sentinels', 'sentinelNodes', 'sentinelRootNodes', 'sentinelHosts'],
  name: ['masterName', 'mastername', 'master_name', 'MasterName', 'sentinelName', 'sentinelMasterId', 'sentinelMaster'],
  sentinelUsername: ['sentinelusername', 'sentinelUserName', 'sentinelUser', 'sentinel_username'],
  sentinelPassword: ['sentinelpassword', 'sentinelPass', 'sentinel_password', 'sentinelAuth', 'sentinelAuthPass'],
  sentinelTLS: ['sentinelTls', 'sentineltls', 'sentinel_tls', 'enableTLSForSentinelMode'],
  cluster: ['nodes', 'clusters', 'Cluster', 'clusterNodes', 'startupNodes', 'startup_nodes', 'rootNodes'],
  natMap: ['natmap', 'NatMap', 'nat_map', 'nodeAddressMap'],
  tls: ['TLS', 'Tls', 'ssl', 'SSL'],
};

/**
 * @param {(name: string) => any} valueOf undefined: it is not given
 * @returns {string[]} warnings
 */
function misspelt(valueOf) {
  return Object.entries(MISSPELT).reduce((warnings, [right, names]) => {
    const given = names.filter((name) => valueOf(name) !== undefined);
    return warnings.concat(given.map((name) => `option ${name} is ignored: did you mean ${right}?`));
  }, /** @type {string[]} */ ([]));
}

module.exports = misspelt;
