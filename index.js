'use strict';

// The plugin for Pomelo. One property after the other: so Node finds the names that an ES module may import.

/** What Pomelo's `app.use` reads: the folder whose files it loads as components. The slash at its end belongs to it. */
exports.components = __dirname + '/lib/components/';

/** Likewise, the folder whose files hear of sessions, for the option `leaveOnClose`. */
exports.events = __dirname + '/lib/events/';

/** For Pomelo's `pushSchedulerConfig`, where an application chooses it by itself. */
exports.pushScheduler = require('./lib/delivery/pushScheduler');

/** What TypeScript's `import globalChannel from` reads where `esModuleInterop` is off. */
Object.defineProperty(exports, 'default', { value: exports });
