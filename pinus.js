'use strict';

// The plugin for pinus, Pomelo's successor in TypeScript: app.use(globalChannel, options).
//
// What pinus 1.7 does with it (dist/lib/application.js, util/appUtil.js):
// - `use(plugin, opts)` makes each class of `plugin.components` with `new Component(app, opts)`: the same options for all, not
//   keyed by the name of the component. A second use of the same plugin throws.
// - A component is registered under its own property `name`; a second one of that name is dropped with a warning.
// - `start(cb)` and `stop(force, cb)` are called as in Pomelo: plugins first, in the order of their use.
// - `plugin.events` are classes whose methods are called for the events of the application. The service listens to
//   `app.event` by itself, from its start to its stop, so there are none.
// - rpcInvoke, the live lists of servers and the remote side of a push are Pomelo's. Mailboxes (with TCP_NODELAY), sockets and
//   sessions are not, and a push scheduler needs a `start` and a `stop` that return promises: so lib/delivery stays out of it.

const log = require('./lib/log');
const makeComponent = require('./lib/service/component');

const logger = log(__filename);

exports.name = 'globalChannel';

exports.components = [GlobalChannelComponent];

/** What TypeScript's `import globalChannel from` reads where `esModuleInterop` is off. */
Object.defineProperty(exports, 'default', { value: exports });

/**
 * pinus calls it with `new`, and gets the component.
 *
 * @param {any} app
 * @param {any} [opts] the options, also as Pomelo has them: { globalChannel: options }
 */
function GlobalChannelComponent(app, opts) {
  log.use(app, 'pinus');
  logger.debug('rpcNoDelay and pushScheduler are for Pomelo; in pinus they do nothing');
  return makeComponent(app, Object(opts).globalChannel || opts);
}
