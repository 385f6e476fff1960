'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** A folder with the configuration of a Pomelo application, which the caller removes. */
function makeBase() {
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'gch-app-'));
  const server = { id: 'chat-1', host: '127.0.0.1', port: 1 };
  fs.mkdirSync(path.join(base, 'config'));
  fs.writeFileSync(path.join(base, 'config/master.json'), JSON.stringify({ development: { id: 'master-1', host: '127.0.0.1', port: 1 } }));
  fs.writeFileSync(path.join(base, 'config/servers.json'), JSON.stringify({ development: { chat: [server] } }));
  return base;
}

/** Pomelo's own application; it is a module, so a new one is a new module. */
function pomeloApp(base, serverType) {
  delete require.cache[require.resolve('pomelo/lib/application')];
  const app = require('pomelo/lib/application');
  const argv = process.argv;
  process.argv = [argv[0], 'app.js', `serverType=${serverType}`, `id=${serverType}-1`, 'env=development'];
  try {
    app.init({ base });
  } finally {
    process.argv = argv;
  }
  return app;
}

module.exports = { makeBase, pomeloApp };
