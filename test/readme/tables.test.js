'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const loadNative = require('../../lib/native');
const { parse } = require('../../lib/options');
const GlobalChannelService = require('../../lib/service/globalChannelService');
const MembershipService = require('../../lib/service/membershipService');
const { startRedis } = require('../support/redis');
const FakeApp = require('../support/fakeApp');
const { root, read, tableOf, codes } = require('./markdown');

const DEFAULTS = parse({}).options;
delete DEFAULTS.natMap;
/** Options that are not one value of the parsed options, or none that can be written down. */
const APART = ['url', 'channelManager', 'natMap'];

for (const page of ['README.md', 'README.zh-CN.md']) {
  describe(`the tables of ${page}`, () => {
    const text = read(page);
    const methods = tableOf(text, 'add(').map(([code, , commands]) => ({ ...signature(codes(code)[0]), commands }));
    let redis;
    let service;

    const start = (opts) => {
      service = new GlobalChannelService(new FakeApp(['c1', 'c2']), { port: redis.port, ...opts });
      return service.start();
    };

    before(async () => { redis = await startRedis(); });
    after(() => redis.stop());
    afterEach(async () => {
      // One that is left running would keep the process alive.
      if (service) await service.stop(true);
      service = null;
    });

    it('have every option with its default, under all its names', () => {
      const rows = tableOf(text, 'host').map(([names, value]) => ({ names: codes(names), value: codes(value)[0] }));
      const plain = rows.filter(({ names }) => !APART.includes(names[0]));
      const documented = plain.map(({ names, value }) => [optionOf(names), value === undefined ? null : vm.runInThisContext(value)]);
      assert.equal(rows.length - plain.length, APART.length);
      assert.deepEqual(Object.fromEntries(documented), DEFAULTS);
      assert.equal(documented.length, Object.keys(DEFAULTS).length);
    });

    it('have every code of an error', () => {
      const core = loadNative().codes.filter((code) => !['OK', 'EAGAIN'].includes(code));
      const documented = tableOf(text, 'EINVAL').map(([code]) => codes(code)[0]);
      assert.deepEqual(documented.sort(), [...new Set([...core, ...codesOfLib()])].sort());
    });

    it('have every method with its arguments', () => {
      const all = [GlobalChannelService, MembershipService].flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype));
      const real = [...new Set(all)].filter((name) => !/^_|^constructor$/.test(name)).map((name) => ({
        name,
        // leaveAll has to know whether it was given a sid.
        args: /\(([^)]*)\)/.exec(GlobalChannelService.prototype[name].toString())[1].replace('...rest', 'sid, cb').split(', '),
      }));
      const byName = (a, b) => a.name.localeCompare(b.name);
      assert.deepEqual(methods.map(({ name, args }) => ({ name, args })).sort(byName), real.sort(byName));
    });

    for (const [title, opts] of [['', {}], [', with the index', { userIndex: true }]]) {
      it(`tell what each method costs in Redis${title}`, async () => {
        await start(opts);
        let seen = 0;
        for (const { name, args, commands } of methods) {
          const want = costs(commands.split('`userIndex`'), opts.userIndex, asksEach(name, args) ? 2 : 1);
          if (Object.keys(want).length === 0) continue;
          await service.add('name', 'uid', 'sid');
          await redis.command('CONFIG', 'RESETSTAT');
          await service[name](...args.slice(0, -1).map((arg) => ({ stype: 'connector', opts: null })[arg] ?? arg));
          assert.deepEqual(await commandsSeen(redis), want, name);
          seen++;
        }
        assert.equal(seen, opts.userIndex ? 14 : 10);
      });
    }
  });
}

/** How often each command is sent, as a cell says: without the index and, where that differs, with it. */
function costs([plain, indexed = plain], hasIndex, servers) {
  const sums = {};
  for (const [, times, command] of (hasIndex ? indexed : plain).matchAll(/(\d) ([A-Z]+)/g)) {
    const name = command.toLowerCase();
    sums[name] = (sums[name] ?? 0) + Number(times) * (command === 'UNLINK' ? 1 : servers);
  }
  return sums;
}

/** Whether what it reads is read on each server. */
function asksEach(name, args) {
  return name === 'destroyChannel' || (args.includes('stype') && args.includes('name'));
}

/** Which one of the parsed options all of these names set. */
function optionOf(names) {
  const changed = names.map((name) => {
    const { options } = parse({ [name]: otherThan(DEFAULTS[name], name) });
    const keys = Object.keys(DEFAULTS).filter((key) => options[key] !== DEFAULTS[key]);
    return keys.find((key) => names.includes(key)) ?? keys.join();
  });
  assert.equal(new Set(changed).size, 1, names.join());
  return changed[0];
}

/** A value for an option that is not its default. */
function otherThan(value, name) {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (/^enable_|^socket_/.test(name)) return false;
  return { retry_max_delay: 5, sentinels: ['h:1'], cluster: ['h:1'], tls: true, sentinelTLS: true }[name] ?? 'x';
}

function signature(code) {
  const [, name, args] = /^(\w+)\((.*)\)$/.exec(code);
  return { name, args: args.split(', ') };
}

/** @returns {string[]} the codes of the errors made in lib/ */
function codesOfLib() {
  const files = fs.readdirSync(path.join(root, 'lib'), { recursive: true }).filter((file) => file.endsWith('.js'));
  return files.flatMap((file) => [...read(path.join('lib', file)).matchAll(/makeError\('(\w+)'/g)].map((m) => m[1]));
}

/** How often each command was executed since the counters were reset. */
async function commandsSeen(redis) {
  const info = await redis.command('INFO', 'commandstats');
  const calls = [...info.matchAll(/^cmdstat_(\w+)[^:]*:calls=(\d+)/gm)].map((m) => [m[1], Number(m[2])]);
  return Object.fromEntries(calls.filter(([name]) => !['config', 'info'].includes(name)));
}
