'use strict';

// Each script runs on three frontends, under Pomelo's own scheduler and under the plugin's with and without C: every client
// must get the same bytes. Where the script says so, the plugin must have written them straight.

const assert = require('node:assert/strict');
const { createRequire } = require('node:module');
const { pushScheduler } = require('../..');
const Client = require('./client');
const Frontend = require('./frontend');

const logging = createRequire(require.resolve('pomelo-logger'))('log4js');

const END = 'the end of the script';

/**
 * @param {(frontend: Frontend, clients: Client[]) => Promise<void>} script
 * @param {{ clients?: object[], opts?: object, config?: object }} [setting] clients: how each connects
 */
async function runAll(script, setting = {}) {
  const theirs = await run(undefined, script, setting);
  const plain = await run(pushScheduler, script, setting, false);
  const ours = await run(pushScheduler, script, setting);
  assert.deepEqual(theirs.ways, theirs.ways.map(() => []));
  assert.deepEqual(ours.bytes.map(hex), theirs.bytes.map(hex));
  assert.deepEqual(plain.bytes.map(hex), theirs.bytes.map(hex));
  const some = ({ length }) => length > 0;
  assert.deepEqual(plain.ways.map(some), ours.ways.map(some));
  assert.deepEqual(plain.sends, []);
  return ours;
}

async function run(scheduler, script, { clients: how = [{}, {}, {}], opts, config }, isNative = true) {
  const frontend = await Frontend.start({ ...config, scheduler }, opts, isNative);
  try {
    const clients = [];
    for (const [i, one] of how.entries()) clients.push(await Client.join(frontend, `u${i}`, one));
    await script(frontend, clients);
    const left = clients.filter(({ closed }) => !closed);
    for (const client of left) frontend.sessionOf(client).__socket__.socket.ping(END);
    for (const client of left) await client.until(END);
    const ways = clients.map((client) => frontend.wroteTo(client).filter((way) => way === 'straight'));
    return { bytes: clients.map(({ received }) => received), ways, clients, sends: frontend.sends };
  } finally {
    await frontend.stop();
  }
}

/** A difference of long texts is not printed. */
function hex(bytes) {
  return bytes.length < 500 ? bytes.toString('hex') : `${bytes.length} bytes, ${require('node:crypto').createHash('sha1').update(bytes).digest('hex')}`;
}

/** The uids of everybody. */
const ALL = ['u0', 'u1', 'u2'];

describe('what clients receive under the push scheduler', () => {
  it('is the same for pushes one after another', async () => {
    const { ways, clients, sends } = await runAll(async (frontend) => {
      for (let i = 0; i < 50; i++) await frontend.push('onChat', { i, text: 'ä€😀' }, ALL);
    });
    assert.deepEqual(sends, Array(50).fill(3));
    assert.deepEqual(ways.map(({ length }) => length), [50, 50, 50]);
    for (const client of clients) assert.equal(client.texts().length, 50);
  });

  it('is the same for pushes of one turn', async () => {
    await runAll(async (frontend) => {
      await Promise.all(Array.from({ length: 100 }, (_, i) => frontend.push('onChat', { i }, ALL)));
    });
  });

  for (const size of [0, 1, 121, 122, 125, 126, 32763, 32764, 65531, 65532, 65535, 65536, 40960, 300000]) {
    it(`is the same for messages of ${size} bytes`, async () => {
      const { ways } = await runAll(async (frontend) => {
        const sids = Object.keys(frontend.sessions.sessions);
        for (const byte of [1, 2]) await frontend.schedule(Buffer.alloc(size, byte), sids);
      });
      for (const way of ways) assert.equal(way[0], 'straight');
    });
  }

  for (const msg of ['text', new String('a String'), 7, { an: 'object' }, [1], null, true]) {
    it(`is the same for a message that is no buffer: ${JSON.stringify(msg)} (${typeof msg})`, async () => {
      await runAll((frontend) => frontend.schedule(msg, Object.keys(frontend.sessions.sessions)));
    });
  }

  it('is the same with a dictionary and with protobuf', async () => {
    const { clients } = await runAll(async (frontend) => {
      await frontend.push('onShort', { text: 1 }, ALL);
      await frontend.push('onProto', { text: 'p' }, ALL);
    }, { opts: { useDict: true, useProtobuf: true } });
    assert.deepEqual(clients[0].texts(), ['{"text":1}', 'onProto=p']);
  });

  it('is the same for pushes and responses that take turns, and for those of one turn', async () => {
    const { clients } = await runAll(async (frontend, clients) => {
      frontend.handle = async ({ body }, session, cb) => {
        const before = frontend.push('onBefore', body, ALL);
        cb(null, { to: body });
        await Promise.all([before, frontend.push('onAfter', body, ALL)]);
      };
      for (let id = 1; id <= 20; id++) {
        clients[0].request(id, { id });
        await clients[0].until(`{"to":{"id":${id}}}`);
      }
      frontend.handle = ({ body }, session, cb) => cb(null, body);
    });
    assert.deepEqual(clients[0].texts().slice(0, 3), ['{"id":1}', '{"to":{"id":1}}', '{"id":1}']);
  });

  it('is the same for duplicates among the receivers', async () => {
    const { clients, sends } = await runAll(async (frontend) => {
      await frontend.push('onTwice', { t: 2 }, ['u0', 'u1', 'u0', 'nobody', 'u0']);
    });
    assert.deepEqual(sends, [2]);
    assert.deepEqual(clients.map((client) => client.texts().length), [3, 1, 0]);
  });

  it('is the same for broadcasts to all, to bound sessions, to those that pass a filter', async () => {
    const broadcastFilter = ({ id, uid }, msg, param) => param === undefined || (uid ?? `no uid, ${typeof id}`) === param;
    const { clients } = await runAll(async (frontend, clients) => {
      const unbound = await Client.join(frontend, null);
      await new Promise((resolve) => frontend.sessions.unbind(frontend.sessionOf(clients[2]).id, 'u2', resolve));
      await new Promise((resolve) => frontend.sessions.bind(frontend.sessionOf(clients[2]).id, 'u1', resolve));
      await frontend.broadcast('onAll', { all: 1 }, {});
      await frontend.broadcast('onBound', { bound: 1 }, { binded: true });
      await frontend.broadcast('onSome', { some: 1 }, { filterParam: 'u0' });
      await frontend.broadcast('onSome', { bound: 2 }, { binded: true, filterParam: 'u1' });
      await unbound.until('"all"');
      unbound.end();
    }, { opts: { broadcastFilter } });
    const [all, bound, some, more] = ['{"all":1}', '{"bound":1}', '{"some":1}', '{"bound":2}'];
    // Two sessions of a user get what is meant for bound sessions twice each.
    assert.deepEqual(clients[0].texts(), [all, bound, some]);
    assert.deepEqual(clients[1].texts(), [all, bound, bound, more, more]);
  });

  it('is the same where a session sends something to others in the middle of a push', async () => {
    const { clients } = await runAll(async (frontend, clients) => {
      const [first, second, third] = clients.map((client) => frontend.sessionOf(client));
      third.send = (msg) => {
        for (const one of [first, second]) one.__socket__.send(Buffer.from('in between'));
        third.__socket__.send(msg);
      };
      await frontend.push('onOnce', { n: 1 }, ALL);
      delete third.send;
    });
    for (const client of clients.slice(0, 2)) assert.ok(client.received.indexOf('"n":1') < client.received.indexOf('in between'));
  });

  it('is the same where a filter sends something to those who have passed it', async () => {
    const passed = [];
    const broadcastFilter = (session) => {
      for (const one of passed) one.send(Buffer.from('in between'));
      return passed.push(session);
    };
    const { sends } = await runAll(async (frontend) => {
      for (const userOptions of [{}, { binded: true }]) {
        await frontend.broadcast('onAll', { n: 1 }, userOptions);
        passed.length = 0;
      }
    }, { opts: { broadcastFilter } });
    assert.deepEqual(sends, []);
  });

  it('is the same where the log sends something when a receiver is gone', async () => {
    const pomelo = logging.getLogger('pomelo');
    await runAll(async (frontend, clients) => {
      const [first, second] = clients.map((client) => frontend.sessionOf(client));
      let lines = 0;
      logging.clearAppenders();
      logging.addAppender(() => ++lines <= 6 && [first, second].forEach((one) => one.send(Buffer.from(`line ${lines}`))), 'pomelo');
      pomelo.setLevel('DEBUG');
      await frontend.schedule(Buffer.from('raw'), [first.id, second.id, 'gone', first.id, second.id]);
      pomelo.setLevel('INFO');
      logging.clearAppenders();
    });
  });

  it('is the same for a push right before and right after a kick', async () => {
    const { bytes } = await runAll(async (frontend, clients) => {
      const before = frontend.push('onBefore', { before: 1 }, ALL);
      frontend.sessions.kick('u0', 'for a reason');
      await Promise.all([before, frontend.push('onAfter', { after: 1 }, ALL)]);
      await clients[0].until('for a reason');
      await new Promise((resolve) => setTimeout(resolve, 50));
      clients[0].end();
      await new Promise((resolve) => clients[0].socket.on('close', resolve));
    });
    assert.ok(bytes[0].indexOf('"before"') < bytes[0].indexOf('for a reason'));
    assert.ok(!bytes[0].includes('"after"') && bytes[1].includes('"after"'));
  });

  it('is the same for a push right before a close', async () => {
    const { bytes } = await runAll(async (frontend, clients) => {
      const socket = frontend.sessionOf(clients[0]).__socket__;
      const before = frontend.push('onBefore', { before: 1 }, ALL);
      socket.disconnect();
      await Promise.all([before, frontend.push('onAfter', { after: 1 }, ALL)]);
      await clients[0].until('"before"');
      await new Promise((resolve) => setTimeout(resolve, 50));
      clients[0].end();
      await new Promise((resolve) => clients[0].socket.on('close', resolve));
    });
    assert.ok(bytes[0].includes('"before"') && !bytes[0].includes('"after"'));
  });

  it('is the same for a batch between pushes', async () => {
    await runAll(async (frontend) => {
      const pushes = [frontend.push('onA', { a: 1 }, ALL)];
      for (const session of Object.values(frontend.sessions.sessions)) session.sendBatch([Buffer.from('one'), Buffer.from('two')]);
      pushes.push(frontend.push('onB', { b: 1 }, ALL));
      await Promise.all(pushes);
    });
  });

  it('is the same for clients that negotiated compression, which ws compresses one by one', async () => {
    const { ways, bytes } = await runAll(async (frontend) => {
      for (let i = 0; i < 5; i++) await frontend.push('onChat', { text: 'again and again and again and again' }, ALL);
    }, { clients: [{ deflate: true }, {}, { deflate: true }] });
    assert.deepEqual(ways.map(({ length }) => length), [0, 5, 0]);
    assert.ok(bytes[0].length < bytes[1].length);
  });

  it('is the same over TLS, where nothing is written straight', async () => {
    const clients = [{ secure: true }, { secure: true }];
    const { ways, bytes, sends } = await runAll(async (frontend) => {
      for (let i = 0; i < 5; i++) await frontend.push('onChat', { secret: i }, ['u0', 'u1']);
    }, { clients, opts: { ssl: require('./certificate') } });
    assert.deepEqual([ways, sends], [[[], []], []]);
    assert.ok(bytes[1].includes('"secret":4'));
  });
});
