'use strict';

const assert = require('node:assert/strict');
const { runNode } = require('../support/child');
const { startPeer } = require('../support/peer');
const { startRedis, freePort } = require('../support/redis');
const fullBacklog = require('./fullBacklog');

const SCRIPT = require.resolve('./children/workers');

/** Four workers at this stage must leave their process well. */
async function survive(stage, opts, env) {
  const ended = await runNode(SCRIPT, [stage, JSON.stringify(opts)], { env });
  assert.deepEqual([ended.code, ended.signal, ended.messages], [0, null, ['survived']], ended.output);
}

describe('a worker thread that is terminated', () => {
  /** @type {any} */
  let redis;
  /** @type {any} a server that takes no calls */
  let hung;

  before(async () => {
    redis = await startRedis();
    hung = await startPeer(([name]) => (name === 'SADD' ? null : undefined));
  });
  after(() => Promise.all([redis.stop(), hung.close()]));

  it('while it resolves', () => survive('begun', { host: 'localhost', port: redis.port }));

  it('while its question to the resolver waits for a thread', async () => {
    await survive('begun', { host: 'no.such.host.invalid', port: redis.port }, { UV_THREADPOOL_SIZE: '1' });
  });

  it('while it greets, which is not answered', async () => {
    const silent = await startPeer(() => null);
    await survive('begun', { port: silent.port }).finally(() => silent.close());
  });

  it('while its connection is not accepted', async () => {
    const full = await fullBacklog();
    await survive('retrying', { port: full.port }).finally(() => full.close());
  });

  it('while idle', () => survive('idle', { port: redis.port }));
  it('on a unix socket', () => survive('waiting', { path: redis.path }));
  it('with calls under way', () => survive('waiting', { port: hung.port }));
  it('with answers coming in', () => survive('answered', { port: redis.port }));
  it('while it waits to try again', async () => survive('retrying', { port: await freePort() }));
  it('while it closes, calls pending', () => survive('closing', { port: hung.port }));
  it('after it has closed', () => survive('closed', { port: redis.port }));
  it('with two services, of which one closes', () => survive('twice', { port: redis.port }));
  it('by itself, in a callback', () => survive('exiting', { port: redis.port }));
  it('by what a callback throws', () => survive('throwing', { port: redis.port }));
  it('by having nothing left to do', () => survive('ending', { port: redis.port }));
});
