'use strict';

// Clients that negotiated permessage-deflate.

const assert = require('node:assert/strict');
const { pushScheduler } = require('../..');
const { until } = require('../support/patience');
const Client = require('./client');
const Frontend = require('./frontend');

describe('the push scheduler with compress: never', () => {
  let frontend;
  let client;

  const start = async (config, opts, how) => {
    frontend = await Frontend.start({ scheduler: pushScheduler, ...config }, opts);
    client = await Client.join(frontend, 'u', how);
  };

  const compressed = () => client.frames().map(({ first }) => first === 0xc2);

  afterEach(() => frontend.stop());

  it('writes plain frames straight to clients that negotiated compression; responses stay compressed', async () => {
    await start({ compress: 'never' }, {}, { deflate: true });
    client.clear();
    await frontend.push('onChat', { n: 1 }, ['u']);
    await client.until('"n":1');
    const before = client.received.length;
    client.request(7, {});
    await until(() => client.received.length > before);
    await frontend.push('onChat', { n: 2 }, ['u']);
    await client.until('"n":2');
    assert.deepEqual(frontend.wroteTo(client), ['straight', 'stream', 'straight']);
    assert.deepEqual(compressed(), [false, true, false]);
  });

  it('sends them plain through ws behind a response that is being compressed', async () => {
    await start({ compress: 'never' }, {}, { deflate: true });
    client.clear();
    const done = new Promise((resolve) => {
      frontend.handle = (msg, session, cb) => {
        cb(null, { to: 7 });
        resolve(Promise.all([1, 2].map((n) => frontend.push('onChat', { n }, ['u']))));
      };
    });
    client.request(7, {});
    await done;
    await client.until('"n":2');
    assert.deepEqual(compressed(), [true, false, false]);
    assert.deepEqual(client.texts(), ['{"n":1}', '{"n":2}']);
    assert.ok(!frontend.wroteTo(client).includes('straight'));
  });

  it('sends them plain through TLS', async () => {
    await start({ compress: 'never' }, { ssl: require('./certificate') }, { deflate: true, secure: true });
    client.clear();
    await frontend.push('onChat', { n: 1 }, ['u']);
    await client.until('"n"');
    assert.deepEqual([compressed(), frontend.wroteTo(client)], [[false], ['stream']]);
  });

  for (const compress of [undefined, null, 'keep']) {
    it(`keeps the compression when it is ${compress}`, async () => {
      await start({ compress }, {}, { deflate: true });
      client.clear();
      await frontend.push('onChat', { n: 1 }, ['u']);
      await until(() => client.received.length > 0);
      assert.deepEqual([compressed(), frontend.wroteTo(client)], [[true], ['stream']]);
    });
  }
});
