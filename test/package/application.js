'use strict';

// The demo's application, with its modules installed by somebody.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const Client = require('../../demo/client');
const Cluster = require('../../demo/cluster');

const OWN = 'pomelo-globalchannel-native';

module.exports = class Application extends Cluster {
  /** @param {string} name by which it requires the plugin */
  constructor(name = OWN) {
    super({ servers: { connector: 1, chat: 1 } });
    this.name = name;
    fs.writeFileSync(path.join(this.dir, 'package.json'), JSON.stringify({ name: 'game', version: '1.0.0', private: true, dependencies: { pomelo: '2.2.7' } }));
  }

  provideModules() {
    const main = path.join(this.dir, 'app.js');
    fs.writeFileSync(main, fs.readFileSync(main, 'utf8').replace(OWN, this.name));
  }

  /** Somebody joins, says something, and hears it; nobody warns of anything. */
  async play() {
    await this.start();
    const { host, clientPort } = this.servers['connector-1'];
    const client = new Client(host, Number(clientPort));
    await client.ready();
    await client.request('connector.entryHandler.login', { uid: 'u' });
    await client.request('chat.chatHandler.join');
    const heard = once(client, 'push');
    assert.deepEqual((await client.request('chat.chatHandler.say', { text: 'hello' })).failed, []);
    assert.deepEqual((await heard).slice(0, 2), ['onChat', { from: 'u', text: 'hello' }]);
    client.close();
    assert.ok(!/WARN|ERROR/.test(this.logs()), this.logs());
  }
};
