'use strict';

const pushScheduler = require('./pushScheduler');
const logger = require('../log')(__filename);

/**
 * Chooses the push scheduler now, and looks which one there is when Pomelo starts the plugin: by then it has loaded its own
 * components.
 *
 * @param {any} component of the plugin
 * @param {any} app
 * @param {{ pushScheduler?: boolean }} options
 * @returns {any} the component; untouched where the option is false
 */
function chooseScheduler(component, app, { pushScheduler: isWanted = true }) {
  if (!isWanted) return component;
  choose(app);
  const { start } = component;
  component.start = (/** @type {any[]} */ ...args) => {
    tell(app);
    return start.apply(component, args);
  };
  return component;
}

/**
 * Makes the push scheduler the one that Pomelo will load, unless the
 * application has chosen one; other settings of the application's are kept.
 * An application may be a stub: one without settings is left alone.
 *
 * @param {any} app
 */
function choose(app) {
  try {
    if (app.get('schedulerConfig')) return;
    const config = app.get('pushSchedulerConfig');
    if (!config || !config.scheduler) app.set('pushSchedulerConfig', { ...config, scheduler: pushScheduler });
  } catch {
    // Pomelo's own does not throw.
  }
}

/**
 * Says so when Pomelo has loaded another one all the same. There is none on a
 * server that is no frontend.
 *
 * @param {any} app
 */
function tell(app) {
  if (!isAnother(app)) return;
  logger.info('the push scheduler of this server is another one than the plugin\'s: pushSchedulerConfig or schedulerConfig chose it');
}

/** @param {any} app */
function isAnother(app) {
  try {
    const scheduler = app.components.__pushScheduler__.scheduler;
    return ![scheduler, ...Object.values(scheduler)].some(isOurs);
  } catch {
    return false;
  }
}

/** @param {unknown} scheduler */
function isOurs(scheduler) {
  return scheduler instanceof pushScheduler.PushScheduler;
}

module.exports = chooseScheduler;
