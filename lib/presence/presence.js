'use strict';

const { makeError } = require('../error');
const logger = require('../log')(__filename);
const { WRITE } = require('../manager/kinds');
const Heartbeat = require('./heartbeat');
const { stopped } = require('../service/calls');
const { reasons } = require('../service/reasons');
const Watcher = require('./watcher');
const sweep = require('./sweep');

/** How long removing the own members may take when a server stops, in ms. */
const LIMIT = 1000;

/**
 * What a started server does beside answering: it shows that it is alive, looks for
 * those that have gone, takes users out when they go, and leaves nobody behind.
 *
 * @typedef {import('../manager/session').Callback} Callback
 */
class Presence {
  /**
   * @param {any} app
   * @param {any} manager the Redis manager
   * @param {any} leaver null: users do not leave by themselves
   */
  constructor(app, manager, leaver) {
    this._app = app;
    this._manager = manager;
    this._leaver = leaver;
    this._id = '';
    this._isFrontend = false;
    /** @type {any} */
    this._session = null;
    /** @type {Heartbeat | null} */
    this._heartbeat = null;
    /** @type {Watcher | null} */
    this._watcher = null;
  }

  /**
   * @param {Callback} cb (null), (err): the server does not start
   */
  begin(cb) {
    const { cleanOwnOnStartUp } = this._manager.options;
    try {
      this._id = idOf(this._app);
      this._isFrontend = isFrontend(this._app);
    } catch (cause) {
      return void setImmediate(cb, makeError('ESTATE', 'the application does not tell which server this is', { cause }));
    }
    this._session = this._manager._connection.session;
    if (!cleanOwnOnStartUp || !this._isFrontend) return this._beat(cb);
    sweep(this._manager, this._session, this._id, { how: WRITE }, (err) => (err ? cb(err) : this._beat(cb)));
  }

  /** @param {Callback} cb */
  _beat(cb) {
    const { heartbeat, prefix } = this._manager.options;
    if (!this._session) return void setImmediate(cb, stopped());
    if (!heartbeat || !this._isFrontend) return void setImmediate(() => this._begun(cb));
    this._heartbeat = new Heartbeat(this._session, prefix, this._id, heartbeat, () => this._removed());
    this._heartbeat.start((err) => (err ? cb(err) : this._begun(cb)));
  }

  /** @param {Callback} cb */
  _begun(cb) {
    if (!this._session) return cb(stopped());
    const { heartbeat } = this._manager.options;
    if (heartbeat) this._watcher = new Watcher(this._app, this._manager, this._session, heartbeat);
    if (this._watcher) this._watcher.start();
    if (this._leaver && this._isFrontend) this._leaver.begin(this._session, this._id);
    cb(null);
  }

  _removed() {
    logger.error('this server was taken for gone, and its members may have been removed: users who are connected are then in no channel; ' +
      'kick them, or add them again (globalchannel_removed on app.event)');
    try {
      this._app.event.emit('globalchannel_removed');
    } catch (err) {
      logger.error('a listener of globalchannel_removed failed: %s', reasons(err));
    }
  }

  /**
   * The own members go, and then the key that says that this server is alive.
   *
   * @param {Callback} cb () within a second, whatever happens
   */
  end(cb) {
    const session = this._session;
    this._session = null;
    if (!session) return void setImmediate(cb);
    if (this._leaver) this._leaver.end();
    if (this._watcher) this._watcher.stop();
    if (this._heartbeat) this._heartbeat.end();
    const { heartbeat, leaveOnClose } = this._manager.options;
    if (!this._isFrontend || !heartbeat && !leaveOnClose) return void setImmediate(cb);
    let isOver = false;
    const over = () => {
      if (!isOver) setImmediate(cb);
      isOver = true;
      clearTimeout(timer);
    };
    const timer = setTimeout(over, LIMIT);
    const before = (/** @type {(err?: any) => void} */ go) => go(isOver ? new Error('too late') : null);
    sweep(this._manager, session, this._id, { how: WRITE, before }, () => {
      if (this._heartbeat && !isOver) this._heartbeat.stop(over);
      else over();
    });
  }
}

/** @param {any} app @returns {string} */
function idOf(app) {
  return String(app.getServerId ? app.getServerId() : app.get('serverId'));
}

/** @param {any} app */
function isFrontend(app) {
  const own = app.getCurServer ? app.getCurServer() : app.getServers()[idOf(app)];
  return Boolean(own && app.isFrontend(own));
}

module.exports = Presence;
