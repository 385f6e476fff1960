'use strict';

const { createRequire } = require('module');
const path = require('path');

/**
 * Logs in Pomelo's own category, made by the very `pomelo-logger` that Pomelo
 * itself uses, which is the one that it configures. The plugin's own may be
 * another, and nobody configures that. In pinus, the same with its own names.
 *
 * @typedef {Record<'debug' | 'info' | 'warn' | 'error', (format: string, ...args: unknown[]) => void>} Logger
 */

/** @type {any} the module that logs are made by */
let current = null;
let category = 'pomelo';

/**
 * Lines go where those of the Pomelo of this application go; where that cannot
 * be found, to the plugin's own logger. One process has one log: that of the
 * application that came last.
 *
 * @param {any} app
 * @param {'pomelo' | 'pinus'} [framework] whose application it is
 */
function use(app, framework = 'pomelo') {
  const installed = (/** @type {any} */ filename) => loggerOf(createRequire(filename).resolve(framework), framework);
  current = attempt(() => loggerOf(Object(moduleOf(app)).filename, framework)) ||
    attempt(() => installed(path.join(app.getBase(), 'app.js'))) ||
    attempt(() => installed(Object(require.main).filename));
  category = current ? framework : 'pomelo';
}

/**
 * Pomelo's application is what its module exports, or is made from that.
 *
 * @param {any} app
 */
function moduleOf(app) {
  const candidates = [app, Object.getPrototypeOf(app)];
  return Object.values(require.cache).find((module) => module && module.exports && candidates.includes(module.exports));
}

/**
 * @param {any} filename of a module of the framework
 * @param {string} framework
 */
function loggerOf(filename, framework) {
  const logging = createRequire(filename)(`${framework}-logger`);
  return typeof logging.getLogger === 'function' && logging;
}

/**
 * Nothing here may fail: an application may be a stub, and a module anything.
 *
 * @param {() => any} run
 */
function attempt(run) {
  try {
    return run();
  } catch {
    return null;
  }
}

/**
 * A log may be made before `use`, and never throws: neither for what it is
 * given nor for what an appender does.
 *
 * @param {string} filename
 * @returns {Logger}
 */
function log(filename) {
  /** @type {any} */
  let logger = null;
  /** @type {any} */
  let from = null;
  /** @type {(level: keyof Logger) => (...args: unknown[]) => void} */
  const writer = (level) => (...args) => attempt(() => {
    // @ts-ignore: it comes without types
    const logging = current || require('pomelo-logger');
    if (from !== logging) logger = logging.getLogger(category, filename);
    from = logging;
    logger[level](...args);
  });
  return { debug: writer('debug'), info: writer('info'), warn: writer('warn'), error: writer('error') };
}

module.exports = Object.assign(log, { use });
