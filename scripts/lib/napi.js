'use strict';

// The functions of Node that an addon may call: those of Node-API 8, which all Nodes from 12.22 on have, and libuv's.

const { symbols } = require('node-api-headers');

const NAPI_VERSION = 8;
const NAMES = new Set(Object.entries(symbols)
  .filter(([version]) => version !== 'experimental' && Number(version.slice(1)) <= NAPI_VERSION)
  .flatMap(([, names]) => [...names.js_native_api_symbols, ...names.node_api_symbols]));

module.exports = { NAPI_VERSION, isNodes, isEntry };

/** @param {string} name */
function isNodes(name) {
  return NAMES.has(name) || name.startsWith('uv_');
}

/** What Node looks for in an addon. @param {string} name */
function isEntry(name) {
  return /^(napi_register_module|node_api_module_get_api_version)_v1$/.test(name);
}
