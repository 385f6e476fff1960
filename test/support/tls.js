'use strict';

// A Redis that speaks TLS on a port of its own, besides the usual one.

const { startRedis, freePort } = require('./redis');

module.exports = { startTlsRedis };

/**
 * @param {{ca: string}} authority whom the server trusts
 * @param {{cert: string, key: string}} pair the server's own
 * @param {string[]} [more] further arguments of redis-server; without any, clients need no certificate
 */
async function startTlsRedis({ ca }, { cert, key }, more = []) {
  const tlsPort = await freePort();
  const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', ca];
  const redis = await startRedis({ args: ['--tls-port', String(tlsPort), ...files, '--tls-auth-clients', 'no', ...more] });
  return Object.assign(redis, { tlsPort });
}
