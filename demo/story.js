'use strict';

// What happens in the demo. Every line of the transcript that says what clients saw was compared with what they must see.

const assert = require('assert/strict');
const { once } = require('events');
const { setTimeout: sleep } = require('timers/promises');
const { isDeepStrictEqual } = require('util');
const Client = require('./client');

/** Who is connected to which connector, and in which team. @type {Record<string, {connector: string, team: string}>} */
const PEOPLE = {
  alice: { connector: 'connector-1', team: 'red' }, bob: { connector: 'connector-2', team: 'red' },
  carol: { connector: 'connector-1', team: 'red' }, dave: { connector: 'connector-2', team: 'blue' },
  erin: { connector: 'connector-1', team: 'blue' }, frank: { connector: 'connector-2', team: 'blue' },
};

/** How long after the last expected message another, unexpected one would still be noticed. */
const QUIET = 150;

/**
 * Rejects when anything is not as it must be.
 *
 * @param {import('./cluster')} cluster
 */
module.exports = async function story(cluster) {
  const room = new Room(cluster);

  await room.everyoneLogsIn();
  await room.checkRedis();
  await room.says('alice', 'hello, everyone', Object.keys(PEOPLE));
  await room.says('alice', 'hello, once more', Object.keys(PEOPLE), ['red', 'lobby']);

  await room.client('carol').request('chat.chatHandler.leave');
  tell('carol leaves the lobby');
  await room.says('bob', 'is carol gone?', ['alice', 'bob', 'dave', 'erin', 'frank']);
  await room.client('carol').request('chat.chatHandler.join');
  tell('carol is back');

  await room.whereabouts('frank', { 'connector-2': ['blue', 'lobby'] });
  room.client('frank').close();
  tell('frank closes his connection, and nobody but the plugin takes him out');
  await room.waitForMembers(['alice', 'bob', 'carol', 'dave', 'erin']);
  await room.whereabouts('frank', {});

  await room.connectorDies('connector-2', 'alice', ['alice', 'carol', 'erin'], ['bob', 'dave']);
  await room.ghostsDisappear('connector-2', { lobby: ['bob', 'dave'], red: ['bob'], blue: ['dave'] });

  await room.client('alice').request('chat.chatHandler.close');
  tell('the channels are destroyed');
  await room.waitForMembers([]);
  await room.says('alice', 'anybody?', []);
  room.leave();
};

/** @param {string} text */
function tell(text) {
  console.log('  %s', text);
}

/** All the clients, and what they received. */
class Room {
  /** @param {import('./cluster')} cluster */
  constructor(cluster) {
    this.cluster = cluster;
    /** @type {Map<string, Client>} */
    this.clients = new Map();
    /** @type {Array<{uid: string, from: string, text: string}>} */
    this.received = [];
  }

  /** @param {string} uid @returns {Client} */
  client(uid) {
    return /** @type {Client} */ (this.clients.get(uid));
  }

  async everyoneLogsIn() {
    for (const [uid, { connector, team }] of Object.entries(PEOPLE)) {
      const { host, clientPort } = this.cluster.servers[connector];
      const client = new Client(host, Number(clientPort));
      client.on('push', (route, { from, text }) => this.received.push({ uid, from, text }));
      await client.ready();
      this.clients.set(uid, client);
      const login = await client.request('connector.entryHandler.login', { uid, team });
      assert.equal(login.connector, connector);
      tell(uid.padEnd(5) + ' logs in at ' + connector + ', and is in lobby and ' + team + ' by one call');
    }
  }

  /** Membership is kept as it always was: one SET for each channel and connector. Beside it is the index of each user. */
  async checkRedis() {
    for (const connector of ['connector-1', 'connector-2']) {
      await this.redisHas('DEMO:lobby:' + connector, Object.keys(PEOPLE).filter(uid => PEOPLE[uid].connector === connector));
    }
    await this.redisHas('DEMO:red:connector-1', ['alice', 'carol']);
    await this.redisHas('DEMO@uid:alice', ['connector-1:lobby', 'connector-1:red']);
    const { count } = await this.client('alice').request('chat.chatHandler.count');
    assert.equal(count, 6);
    tell('they are ' + count + ', which is counted without reading who they are');
  }

  /** @param {string} key @param {string[]} expected */
  async redisHas(key, expected) {
    assert.deepEqual(await this.setOf(key), expected);
    tell('Redis has ' + key + ' = ' + expected.join(', '));
  }

  /** @param {string} key @returns {Promise<string[]>} what is in a SET, sorted */
  async setOf(key) {
    const { redis } = this.cluster;
    assert.ok(redis);
    return (await redis.command('SMEMBERS', key)).sort();
  }

  /** @param {string} from @param {string} text @param {string[]} hearers all who must hear it, once @param {string[]} [to] channels */
  async says(from, text, hearers, to) {
    this.received = [];
    const { failed } = await this.client(from).request('chat.chatHandler.say', { text, to });
    await this.heard(from, text, hearers);
    assert.deepEqual(failed, []);
    const where = to ? ' to ' + to.join(' and ') + ' in one call' : '';
    tell(from + ' says "' + text + '"' + where + '; received once each by ' + (hearers.join(', ') || 'nobody'));
  }

  /** @param {string} from @param {string} text @param {string[]} hearers */
  async heard(from, text, hearers) {
    await until(() => this.received.length >= hearers.length);
    await sleep(QUIET);
    const expected = hearers.map(uid => ({ uid, from, text }));
    assert.deepEqual([...this.received].sort((a, b) => a.uid.localeCompare(b.uid)), expected);
  }

  /** @param {string[]} expected */
  async waitForMembers(expected) {
    /** @type {string[]} */
    let members = [];
    await until(async () => {
      members = (await this.client('alice').request('chat.chatHandler.members')).members.sort();
      return members.join() === expected.join();
    }, () => 'members are ' + members + ' instead of ' + expected);
    tell('members are ' + (expected.join(', ') || 'no more'));
  }

  /** @param {string} uid @param {{[connector: string]: string[]}} expected channels */
  async whereabouts(uid, expected) {
    /** @type {{[connector: string]: string[]}} */
    let channels = {};
    await until(async () => {
      channels = (await this.client('alice').request('chat.chatHandler.where', { uid })).channels;
      for (const names of Object.values(channels)) names.sort();
      return isDeepStrictEqual(channels, expected);
    }, () => uid + ' is in ' + JSON.stringify(channels));
    const at = Object.keys(expected).map(connector => 'at ' + connector + ' in ' + expected[connector].join(' and '));
    tell('where is ' + uid + '? ' + (at.join(', ') || 'in no channel: offline'));
  }

  /**
   * Pushes while a connector is dead and the master, held still meanwhile, has not yet told anyone.
   *
   * @param {string} connector
   * @param {string} from
   * @param {string[]} hearers
   * @param {string[]} lost
   */
  async connectorDies(connector, from, hearers, lost) {
    const gone = lost.map(uid => once(this.client(uid), 'close'));
    await this.cluster.signal('master', 'SIGSTOP');
    await this.cluster.signal(connector, 'SIGKILL');
    await Promise.all(gone);
    tell(connector + ' is killed, and the master has not noticed yet');
    this.received = [];
    const saying = this.client(from).request('chat.chatHandler.say', { text: 'where are you?' });
    await this.heard(from, 'where are you?', hearers);
    await this.cluster.signal('master', 'SIGCONT');
    const { failed } = await saying;
    assert.deepEqual(failed.sort(), lost);
    tell(from + ' says "where are you?"; received by ' + hearers.join(', ') + '; not reached: ' + failed.join(', '));
  }

  /**
   * What a connector that was killed has left behind is taken out by the other servers.
   *
   * @param {string} connector
   * @param {{[channel: string]: string[]}} ghosts
   */
  async ghostsDisappear(connector, ghosts) {
    const began = Date.now();
    for (const [name, uids] of Object.entries(ghosts)) {
      const key = 'DEMO:' + name + ':' + connector;
      await until(async () => (await this.setOf(key)).length === 0, () => key + ' still has ' + uids);
    }
    for (const uid of ghosts.lobby) assert.deepEqual(await this.setOf('DEMO@uid:' + uid), []);
    tell('the ghosts of ' + connector + ', ' + ghosts.lobby.join(' and ') + ', are out of ' + Object.keys(ghosts).join(', ') +
      ' and the index (' + (Date.now() - began) + ' ms)');
  }

  leave() {
    for (const client of this.clients.values()) client.close();
  }
}

/** @param {() => boolean | Promise<boolean>} holds @param {() => string} [otherwise] */
async function until(holds, otherwise = () => 'did not happen within 5 s') {
  for (const end = Date.now() + 5000; !await holds(); await sleep(10)) {
    if (Date.now() > end) throw new Error(otherwise());
  }
}
