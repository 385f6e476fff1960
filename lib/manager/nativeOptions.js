'use strict';

/** @param {import('../options').Options} options */
function nativeOptions(options) {
  const { offlineQueue, noDelay, password, port } = options;
  return {
    ...options,
    port: String(port),
    password: password && password.reveal(),
    offlineQueue: Number(offlineQueue),
    noDelay: Number(noDelay),
  };
}

module.exports = nativeOptions;
