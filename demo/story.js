'use strict';

// What happens in the demo. Every line of the transcript that says what clients saw was compared with what they must see.

const assert = require('assert/strict');
const { once } = require('events');
const { setTimeout: sleep } = require('timers/promises');
const Client = require('./client');

/** Who is connected to which connector. */
const PEOPLE = {
  alice: 'connector-1', bob: 'connector-2', carol: 'connector-1', dave: 'connector-2', erin: 'connector-1', frank: 'connector-2'
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

  await room.everyoneJoins();
  await room.checkRedis();
  await room.says('alice', 'hello, everyone', ['alice', 'bob', 'carol', 'dave', 'erin', 'frank']);

  await room.client('carol').request('chat.chatHandler.leave');
  tell('carol leaves');
  await room.says('bob', 'is carol gone?', ['alice', 'bob', 'dave', 'erin', 'frank']);

  room.client('frank').close();
  tell('frank closes his connection, which makes connector-2 take him out');
  await room.waitForMembers(['alice', 'bob', 'dave', 'erin']);

  await room.connectorDies('connector-2', 'alice', ['alice', 'erin'], ['bob', 'dave']);

  await room.client('alice').request('chat.chatHandler.close');
  tell('the channel is destroyed');
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

  async everyoneJoins() {
    for (const [uid, connector] of Object.entries(PEOPLE)) {
      const { host, clientPort } = this.cluster.servers[connector];
      const client = new Client(host, Number(clientPort));
      client.on('push', (route, { from, text }) => this.received.push({ uid, from, text }));
      await client.ready();
      this.clients.set(uid, client);
      const login = await client.request('connector.entryHandler.login', { uid });
      assert.equal(login.connector, connector);
      await client.request('chat.chatHandler.join');
      tell(uid.padEnd(5) + ' logs in at ' + connector + ' and joins');
    }
  }

  /** Membership is kept as it always was: one SET for each connector. */
  async checkRedis() {
    assert.ok(this.cluster.redis);
    for (const connector of ['connector-1', 'connector-2']) {
      const key = 'DEMO:lobby:' + connector;
      /** @type {string[]} */
      const members = (await this.cluster.redis.command('SMEMBERS', key)).sort();
      assert.deepEqual(members, Object.keys(PEOPLE).filter(uid => PEOPLE[/** @type {keyof PEOPLE} */ (uid)] === connector));
      tell('Redis has ' + key + ' = ' + members.join(', '));
    }
  }

  /** @param {string} from @param {string} text @param {string[]} hearers all who must hear it */
  async says(from, text, hearers) {
    this.received = [];
    const { failed } = await this.client(from).request('chat.chatHandler.say', { text });
    await this.heard(from, text, hearers);
    assert.deepEqual(failed, []);
    tell(from + ' says "' + text + '"; received by ' + (hearers.join(', ') || 'nobody'));
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
