'use strict';

const { createRequire } = require('node:module');
const SessionService = require('pomelo/lib/common/service/sessionService');
const events = require('../..').events;
const FakeApp = require('../support/fakeApp');
const { LIMIT, until } = require('../support/patience');
const { call } = require('../service/helpers');
const Events = require(`${events}membership`);
const GlobalChannelService = require('../../lib/service/globalChannelService');

// Pomelo writes a line for each session that closes, at its lowest level.
createRequire(require.resolve('pomelo-logger'))('log4js').getLogger('pomelo').setLevel('INFO');

/** A frontend without clients: Pomelo's own sessions, whose events arrive as Pomelo passes them on, and the service on a real Redis. */
class Frontend {
  /** @param {object} opts of the plugin @param {string} [id] */
  static async start(opts, id = 'c1') {
    const frontend = new Frontend(opts, id);
    const [err] = await call(frontend.service, 'start');
    if (err) throw err;
    return frontend;
  }

  /** @param {object} opts @param {any} id @param {string} [frontend] as Pomelo has it */
  constructor(opts, id = 'c1', frontend = 'true') {
    this.app = Object.assign(new FakeApp(['c1', 'c2']), { getServerId: () => id, getCurServer: () => ({ id, frontend }) });
    this.sessions = new SessionService();
    this.app.set('sessionService', this.sessions);
    this.service = new GlobalChannelService(this.app, { prefix: 'P', leaveOnClose: true, commandTimeout: LIMIT, retryMaxDelay: 50, ...opts });
    this.app.set('globalChannelService', this.service);
    const handlers = new Events(this.app);
    for (const name in handlers) if (typeof handlers[name] === 'function') this.app.event.on(name, handlers[name].bind(handlers));
    this._last = 0;
  }

  get leaver() {
    return this.service.leaver;
  }

  /** The addon's session, or the route in its place. */
  get link() {
    return this.service._manager._connection.session;
  }

  /** A client comes. @param {any} [uid] whose it is */
  connect(uid) {
    const session = this.sessions.create(++this._last, 'c1', { emit() {}, disconnect() {} });
    for (const name of ['bind', 'unbind']) session.on(name, () => this.app.event.emit(`${name}_session`, session));
    session.on('closed', (copy) => this.app.event.emit('close_session', copy));
    if (uid !== undefined) this.bind(session, uid);
    return session;
  }

  bind(session, uid) {
    this.sessions.bind(session.id, uid, () => {});
    return session;
  }

  unbind(session) {
    this.sessions.unbind(session.id, session.uid, () => {});
  }

  add(name, uid, sid = 'c1') {
    return this.service.add(name, uid, sid);
  }

  /** Nobody is on the way out. */
  still() {
    return until(() => !this.leaver._isBusy && this.leaver._waiting.size === 0);
  }

  /** So many seconds pass for those who are looked at again. */
  async lookAgain() {
    const looks = this.leaver._looks;
    for (const uid of looks._due.keys()) looks._due.set(uid, 0);
    looks._look();
    await this.still();
  }

  /** Whatever is to be done about the calls to Redis: each is given to `how`, with its callback, instead. */
  intercept(how) {
    const { link } = this;
    const { run } = link;
    link.run = (kind, commands, cb) => how(run.bind(link, kind), commands, cb);
    return () => { link.run = run; };
  }

  stop() {
    return call(this.service, 'stop', true);
  }
}

module.exports = Frontend;
