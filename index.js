'use strict';

module.exports = {
  /** What Pomelo's `app.use` reads: the folder whose files it loads as components. */
  components: __dirname + '/lib/components/',

  /** For Pomelo's `pushSchedulerConfig`, where an application chooses it by itself. */
  get pushScheduler() {
    return require('./lib/delivery/pushScheduler');
  },
};
