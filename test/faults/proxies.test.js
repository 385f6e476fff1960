'use strict';

// Servers and proxies that do not have every command, and say so in words of their own: the plugin does without.

const assert = require('node:assert/strict');
const { until } = require('../support/patience');
const { withFaults, fine, failing, call, logged } = require('./helpers');

/** How commands are refused: by Redis, old and new, by the proxies of clouds, and by access control lists. */
const WORDS = {
  'unknown command': (name) => `ERR unknown command '${name}', with args beginning with: `,
  unsupported: () => 'ERR unsupported command',
  'not allowed': (name) => `ERR command ${name} is not allowed`,
  'not support': (name) => `ERR command '${name}' not support for normal user`,
  NOPERM: (name) => `NOPERM this user has no permissions to run the '${name.toLowerCase()}' command`,
  disabled: () => 'ERR this command is disabled',
  'in other words': () => 'ERR the command is forbidden',
};

describe('a server that refuses', () => {
  const on = withFaults();

  /** A peer with a set in it, which refuses these commands. */
  async function picky(refused, words) {
    const set = new Set();
    return on.peer(([name, second, uid]) => {
      const command = name === 'CLIENT' ? `CLIENT ${second}` : name;
      if (refused.includes(command)) return `-${words(name)}\r\n`;
      if (name === 'SADD') return `:${Number(set.size < set.add(uid).size)}\r\n`;
      if (name === 'SREM') return `:${Number(set.delete(uid))}\r\n`;
      if (name === 'SMEMBERS') return `*${set.size}\r\n${[...set].map((member) => `$${member.length}\r\n${member}\r\n`).join('')}`;
      if ((name !== 'UNLINK' && name !== 'DEL') || !second) return undefined;
      set.clear();
      return ':1\r\n';
    });
  }

  /** It does all that the plugin asks for. */
  async function isServed(peer) {
    const manager = await on.started({ port: peer.port, password: 'user:pass' });
    await fine(manager, 'add', 'n', 'a', 'c1');
    assert.deepEqual(await fine(manager, 'getMembersBySid', 'n', 'c1'), ['a']);
    const [, lists] = await Promise.all([call(manager, 'destroyChannel', 'n'), fine(manager, 'getMembers', 'n', ['c1']),
      fine(manager, 'add', 'n', 'b', 'c1')]);
    assert.deepEqual([...lists], [undefined]);
    assert.deepEqual(await fine(manager, 'getMembersBySid', 'n', 'c1'), ['b']);
    await fine(manager, 'leave', 'n', 'b', 'c1');
    assert.deepEqual(peer.commands('AUTH')[0], ['AUTH', 'user:pass']);
    return manager;
  }

  for (const [name, words] of Object.entries(WORDS)) {
    it(`in these words: ${name}`, async () => {
      const all = ['CLIENT INFO', 'CLIENT KILL', 'UNLINK', 'ROLE'];
      for (const refused of [...all.map((one) => [one]), all]) {
        const peer = await picky(refused, words);
        assert.deepEqual(await logged(() => isServed(peer)), []);
      }
    });
  }

  it('CLIENT KILL of the connection that was lost', async () => {
    const peer = await picky(['CLIENT KILL'], WORDS.unsupported);
    const manager = await isServed(peer);
    await logged(async () => {
      peer.cut('RST');
      await fine(manager, 'add', 'n', 'c', 'c1');
    });
    assert.equal(peer.commands('CLIENT').filter(([, what]) => what === 'KILL').length, 1);
    assert.equal(peer.accepted, 2);
  });

  it('UNLINK and DEL: DEL is tried once', async () => {
    const peer = await picky(['UNLINK', 'DEL'], WORDS.NOPERM);
    const manager = await on.started({ port: peer.port });
    for (const last of ['del', 'unlink', 'unlink']) {
      const err = await failing(manager, 'destroyChannel', 'n');
      assert.deepEqual([err.code, err.reply, err.maybeExecuted], ['EREPLY', 'NOPERM', undefined]);
      assert.ok(err.message.includes(last), err.message);
    }
    assert.equal(peer.commands('DEL').length, 1);
    assert.equal(peer.accepted, 2);
  });

  it('UNLINK of keys in several slots: one by one from then on, and what was sent behind stays behind', async () => {
    const sets = new Map();
    const peer = await on.peer(([name, ...args]) => {
      if (name === 'UNLINK' && args.length > 1) return '-CROSSSLOT Keys in request don\'t hash to the same slot\r\n';
      if (name === 'UNLINK' && args.length === 1) return `:${Number(sets.delete(args[0]))}\r\n`;
      if (name === 'SADD') return `:${Number(Boolean(sets.set(args[0], args[1])))}\r\n`;
      return undefined;
    });
    const manager = await on.started({ port: peer.port });
    const order = [];
    const note = (what) => (err) => order.push(`${what} ${err}`);
    const lines = await logged(async () => {
      manager.add('n', 'a', 'c1', note('add'));
      manager.destroyChannel('n', note('destroy'));
      await new Promise((resolve) => {
        manager.add('n', 'b', 'c2', (err) => resolve(note('again')(err)));
      });
      await fine(manager, 'destroyChannel', 'm');
    });
    assert.deepEqual([order, lines], [['add null', 'destroy null', 'again null'], []]);
    assert.deepEqual([...sets], [['POMELO:CHANNEL:n:c2', 'b']]);
    assert.deepEqual(peer.commands('UNLINK').filter((command) => command.length > 2).length, 1);
    assert.equal(peer.accepted, 2);
  });
});

describe('a node of a Redis Cluster, without the option', () => {
  const on = withFaults();

  it('names it', async () => {
    for (const reply of ['MOVED 866 10.0.0.3:7002', 'ASK 866 10.0.0.3:7002']) {
      const peer = await on.peer(([name]) => (/^S/.test(name) ? `-${reply}\r\n` : undefined));
      const manager = await on.started({ port: peer.port });
      const one = await failing(manager, 'add', 'n', 'u', 'c1');
      const [of] = await fine(manager, 'getMembers', 'n', ['c1', 'c2']);
      for (const err of [one, of]) {
        assert.deepEqual([err.code, err.reply], ['EREPLY', reply.split(' ')[0]]);
        assert.equal(err.message, `${reply}; this is a node of a Redis Cluster: give the option cluster, a list of its nodes`);
      }
    }
  });

  it('has its keys removed one by one', async () => {
    const redis = await on.server({ args: ['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf'] });
    await redis.command('CLUSTER', 'ADDSLOTSRANGE', 0, 16383);
    await until(async () => /cluster_state:ok/.test(await redis.command('CLUSTER', 'INFO')));
    const manager = await on.started({ port: redis.port });
    for (const sid of ['c1', 'c2', 'c3']) await fine(manager, 'add', 'n', 'u', sid);
    await fine(manager, 'destroyChannel', 'n');
    assert.equal(await redis.command('DBSIZE'), 0);
    for (const sid of ['c1', 'c2', 'c3']) await fine(manager, 'add', 'n', 'u', sid);
    await fine(manager, 'clean');
    assert.equal(await redis.command('DBSIZE'), 0);
  });
});
