'use strict';

const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const Client = require('../../demo/client');
const Cluster = require('../../demo/cluster');

/** What a test tells a server by its parent's channel, and hears from it. */
const EAR = `
process.on('message', ({ removed, added }) => {
  if (removed) app.removeServers([removed]);
  if (added) app.get('globalChannelService').add(...added, () => process.send({ added }));
});
app.event.on('globalchannel_removed', () => process.send({ event: 'globalchannel_removed' }));
process.on('SIGUSR2', () => app.stop(true)).on('SIGINT', () => app.stop(false));
`;

/** The demo's application, each server a process; with options of its own, and members that nobody has to be connected for. */
class Application extends Cluster {
  /** @param {object} [options] */
  constructor(options) {
    super();
    this.options = options;
    /** @type {{ id: string, event: string }[]} */
    this.events = [];
  }

  install(config) {
    super.install({ ...config, redis: { ...config.redis, ...this.options } });
    fs.appendFileSync(path.join(this.dir, 'app.js'), EAR);
  }

  run(id, args) {
    const child = super.run(id, args);
    child.on('message', ({ event }) => event && this.events.push({ id, event }));
    return child;
  }

  /** A server that was up before; the master tells only once that all are. */
  runAgain(id) {
    const [serverType] = id.split('-');
    this.runServer(serverType, this.servers[id]).catch(() => {});
  }

  async login(uid, id) {
    const { host, clientPort } = this.servers[id];
    const client = new Client(host, clientPort);
    await client.ready();
    await client.request('connector.entryHandler.login', { uid, team: 'red' });
    return client;
  }

  /** What a backend does on behalf of a user. */
  async addFrom(id, ...added) {
    const child = this.processes.get(id);
    child.send({ added });
    for (let message = {}; !message.added;) [message] = await once(child, 'message');
  }

  /** A server learns from Pomelo that another has gone. */
  tellRemoved(id, removed) {
    this.processes.get(id).send({ removed });
  }

  /** @returns {Promise<any>} the exit code */
  async ends(id, signal) {
    const ended = once(this.processes.get(id), 'exit');
    await this.signal(id, signal);
    return (await ended)[0];
  }

  async members(id, name = 'lobby') {
    return (await this.redis.command('SMEMBERS', `DEMO:${name}:${id}`)).sort();
  }

  async sids() {
    return (await this.redis.command('SMEMBERS', 'DEMO@sids')).sort();
  }

  isAlive(id) {
    return this.redis.command('EXISTS', `DEMO@sid:${id}`);
  }

  log(id) {
    return fs.readFileSync(path.join(this.dir, 'logs', `${id}.log`), 'utf8');
  }
}

module.exports = Application;
