'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { createRequire } = require('node:module');
const os = require('node:os');
const path = require('node:path');
const component = require('../lib/components/globalChannel');
const log = require('../lib/log');
const FakeApp = require('./support/fakeApp');
const MemoryManager = require('./support/memoryManager');
const { logged } = require('./service/helpers');

const root = path.join(__dirname, '..');
/** Made before anybody knows which application there is, as in every file of lib. */
const logger = log('the file');

/** A pomelo-logger that keeps its lines; `text` is of another one, which does not. */
const KEEPS = 'exports.lines = []; exports.getLogger = (...names) => ({ warn: (...args) => exports.lines.push([...names, ...args]) });';

describe('the log', () => {
  const folders = [];

  /** An application's folder with a Pomelo and a logger of its own. */
  function install(text = KEEPS) {
    const base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gch-log-')));
    folders.push(base);
    const files = {
      'node_modules/pomelo/index.js': '',
      'node_modules/pomelo/lib/application.js': 'exports.set = () => {}; exports.getBase = () => "/nowhere";',
      'node_modules/pomelo/node_modules/pomelo-logger/index.js': text,
      'node_modules/pomelo-logger/index.js': 'throw new Error("not this one");',
    };
    for (const [name, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(base, name)), { recursive: true });
      fs.writeFileSync(path.join(base, name), content);
    }
    const requireThere = createRequire(path.join(base, 'app.js'));
    const lines = () => createRequire(path.join(base, 'node_modules/pomelo/index.js'))('pomelo-logger').lines;
    return { base, lines, application: () => requireThere('./node_modules/pomelo/lib/application.js') };
  }

  afterEach(() => {
    log.use(null);
    for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true });
  });

  const finds = {
    'that is the application': ({ application }) => application(),
    'that the application is made from': ({ application }) => Object.create(application()),
    'in the base folder of the application': ({ base }) => ({ getBase: () => base }),
    'in the base folder, also of an application that has no prototype': ({ base }) => Object.assign(Object.create(null), { getBase: () => base }),
  };
  for (const [which, make] of Object.entries(finds)) {
    it(`is that of the Pomelo ${which}`, async () => {
      const there = install();
      log.use(make(there));
      const elsewhere = await logged(() => logger.warn('%s', 'a line'));
      assert.deepEqual(there.lines(), [['pomelo', 'the file', '%s', 'a line']]);
      assert.deepEqual(elsewhere, []);
    });
  }

  it('is found before the options are looked at', async () => {
    const there = install();
    assert.deepEqual(await logged(() => component(there.application(), { max_attempts: 1 })), []);
    assert.match(there.lines()[0].at(-1), /max_attempts/);
    component(there.application(), { channelManager: new MemoryManager() });
  });

  it('is that of the application that came last', () => {
    const [one, two] = [install(), install()];
    for (const { application } of [one, two, one]) {
      log.use(application());
      logger.warn('a line');
    }
    assert.deepEqual([one.lines().length, two.lines().length], [2, 1]);
  });

  const throws = () => { throw new Error('no application'); };
  const stubs = {
    'nothing': () => null,
    'a stub': () => new FakeApp(),
    'one whose folder is not to be had': () => ({ getBase: throws }),
    'one whose folder has no Pomelo': () => ({ getBase: () => path.parse(os.tmpdir()).root }),
    'one whose folder is no text': () => ({ getBase: () => Symbol('here') }),
    'one that throws whatever it is asked': () => new Proxy({}, { get: throws, has: throws, getPrototypeOf: throws, getOwnPropertyDescriptor: throws }),
    'one whose logger cannot be loaded': () => install('throw new Error("broken");').application(),
    'one whose logger is something else': () => install('module.exports = null;').application(),
  };
  for (const [which, make] of Object.entries(stubs)) {
    it(`is the plugin's own for ${which}`, async () => {
      log.use(install().application());
      log.use(make());
      assert.deepEqual((await logged(() => logger.warn('a %s', 'line'))).map(({ text }) => text), ['[the file] a line']);
    });
  }

  it('never throws, whatever it is given and whatever becomes of it', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const awkward = [proxy, Symbol('s'), Object.create(null), { toString: throws }, { toJSON: throws }, 1n, undefined, null];
    await logged(() => {
      for (const thing of awkward) logger.error('%s %j', thing, thing);
      for (const thing of awkward) logger.info(thing);
    });
    const logging = require('pomelo-logger');
    logging.addAppender(throws, 'pomelo');
    logger.warn('a line');
    logging.clearAppenders();
    for (const text of ['exports.getLogger = () => { throw 1; }', 'exports.getLogger = () => null', 'exports.getLogger = () => ({ warn() { throw null; } })']) {
      log.use(install(text).application());
      logger.warn('a line');
    }
  });

  it('reaches what requires Pomelo by its main file', () => {
    const there = install();
    fs.writeFileSync(path.join(there.base, 'app.js'), `
      const component = require(${JSON.stringify(require.resolve('../lib/components/globalChannel'))});
      component({ set() {} }, { max_attempts: 1 });
      const { lines } = require('./node_modules/pomelo/node_modules/pomelo-logger');
      console.log(lines.length);`);
    assert.equal(runApp(there.base), '1\n');
  });

  it('is configured by the log4js.json of a real Pomelo with another pomelo-logger', () => {
    const base = installPomelo();
    folders.push(base);
    runApp(base, ['env=development', 'id=chat-1', 'serverType=chat', 'host=127.0.0.1', 'port=1']);
    assert.match(fs.readFileSync(path.join(base, 'pomelo.log'), 'utf8'), /WARN.*max_attempts is ignored/);
  });
});

/** A folder with a copy of Pomelo and with the logger that the old plugin brings. */
function installPomelo() {
  const base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gch-log-')));
  const modules = path.join(base, 'node_modules');
  const all = path.join(root, 'node_modules');
  const old = path.join(all, 'pomelo-globalchannel-plugin/node_modules');
  fs.mkdirSync(modules);
  for (const name of fs.readdirSync(all)) fs.symlinkSync(path.join(all, name), path.join(modules, name));
  for (const [name, from] of [['pomelo', all], ['pomelo-logger', old], ['log4js', old]]) {
    fs.unlinkSync(path.join(modules, name));
    fs.cpSync(path.join(from, name), path.join(modules, name), { recursive: true });
  }
  const address = { host: '127.0.0.1', port: 1 };
  const config = {
    master: { development: { id: 'master-1', ...address } },
    servers: { development: { chat: [{ id: 'chat-1', ...address }] } },
    log4js: { appenders: [{ type: 'file', filename: path.join(base, 'pomelo.log'), category: 'pomelo' }] },
  };
  fs.mkdirSync(path.join(base, 'config'));
  for (const [name, content] of Object.entries(config)) fs.writeFileSync(path.join(base, 'config', `${name}.json`), JSON.stringify(content));
  fs.writeFileSync(path.join(base, 'app.js'), `
    const app = require('pomelo').createApp();
    app.use(require(${JSON.stringify(root)}), { globalChannel: { max_attempts: 1 } });`);
  return base;
}

/** @returns what it has printed */
function runApp(base, args = []) {
  return execFileSync(process.execPath, ['app.js', ...args], { cwd: base, env: { ...process.env, LD_PRELOAD: '' }, encoding: 'utf8' });
}
