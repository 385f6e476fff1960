'use strict';

const answer = require('./answer');
const GlobalChannelService = require('./globalChannelService');
const { read } = require('./reasons');

/**
 * Makes the service of an application and publishes it.
 *
 * @param {import('./types').App} app
 * @param {Record<string, any>} opts
 * @returns what the application starts and stops
 */
function makeComponent(app, opts) {
  const service = new GlobalChannelService(app, opts);
  service.name = '__globalChannel__';
  app.set('globalChannelService', service, true);
  return componentOf(service);
}

/**
 * A service as Pomelo has it: the very service, but for how Pomelo starts it.
 * An application may have started it before; Pomelo's first start of a started
 * service succeeds. When Pomelo's start fails, so has the server.
 *
 * @param {GlobalChannelService} service
 */
function componentOf(service) {
  let isFirst = true;
  return Object.assign(Object.create(service), {
    /** @param {import('./types').Callback} [cb] (err) */
    start(cb) {
      const joins = isFirst && service.isStarted;
      isFirst = false;
      return answer('start', cb, (done) => {
        if (joins) return void setImmediate(done, null);
        service.start((err) => {
          if (err && isFailure(service, err)) service.exitCode.fail(err);
          done(err);
        });
      });
    },

    /** @type {GlobalChannelService['stop']} */
    stop: (force, cb) => service.stop(force, cb),
  });
}

/**
 * A service that works was only started once more, and one that was stopped
 * meanwhile was not to work.
 *
 * @param {GlobalChannelService} service
 * @param {any} err
 */
function isFailure(service, err) {
  return !service.isStarted && read(err, 'code') !== 'ESTOPPED';
}

module.exports = makeComponent;
