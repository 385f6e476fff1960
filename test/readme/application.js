'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/**
 * What the examples of the README stand in: Pomelo's own application for a
 * chat server, with two connectors and one chat server registered. Its RPC is
 * not started; the connectors deliver to everybody.
 */
function makeApplication() {
  const app = freshModule('pomelo/lib/application');
  const base = makeBase();
  app.init({ base });
  app.addServers([
    { id: 'connector-1', serverType: 'connector', frontend: 'true' },
    { id: 'connector-2', serverType: 'connector', frontend: 'true' },
    { id: 'chat-1', serverType: 'chat' },
  ]);
  app.sent = [];
  app.rpcInvoke = (sid, message, cb) => {
    app.sent.push({ sid, route: message.args[0], msg: message.args[1], uids: message.args[2] });
    setImmediate(cb, null, []);
  };
  return { app, remove: () => fs.rmSync(base, { recursive: true }) };
}

/** Pomelo's application is a module, so a new one is a new module. */
function freshModule(name) {
  delete require.cache[require.resolve(name)];
  return require(name);
}

/** A folder with as much configuration as Pomelo insists on. */
function makeBase() {
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-readme-'));
  const address = { host: '127.0.0.1', port: 1 };
  const files = { master: { id: 'master-1', ...address }, servers: { chat: [{ id: 'chat-1', ...address }] } };
  fs.mkdirSync(path.join(base, 'config'));
  for (const [name, development] of Object.entries(files)) {
    fs.writeFileSync(path.join(base, 'config', `${name}.json`), JSON.stringify({ development }));
  }
  return base;
}

/** What a method of a handler gives to `next`. */
function answer(handler, method, msg, session) {
  return new Promise((resolve) => handler[method](msg, session, (...got) => resolve(got)));
}

module.exports = { makeApplication, answer };
