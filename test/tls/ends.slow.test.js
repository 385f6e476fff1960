'use strict';

const assert = require('assert');
const { runNode } = require('../support/child');
const { freePort } = require('../support/redis');
const { Authority } = require('../support/certificates');
const { startTlsRedis } = require('../support/tls');
const { startTlsPeer, startPlain } = require('./server');

const SCRIPT = require.resolve('../faults/children/workers');

describe('a worker thread that speaks TLS and is terminated', () => {
  let authority;
  let redis;
  /** Takes no calls. */
  let hung;
  /** Says nothing, and so is no end of the handshake. */
  let silent;

  before(async () => {
    authority = new Authority('authority');
    const pair = authority.sign('server');
    redis = await startTlsRedis(authority, pair);
    hung = await startTlsPeer(pair);
    hung.answer = ([name]) => (name === 'SADD' ? null : undefined);
    silent = await startPlain();
  });
  after(() => Promise.all([redis.stop(), hung.close(), silent.close()]));

  /** Twelve workers at this stage must leave their process well. */
  const survive = async (stage, port, opts) => {
    const ended = await runNode(SCRIPT, [stage, JSON.stringify({ port, tls: { ca: authority.ca }, ...opts })]);
    assert.deepStrictEqual([ended.code, ended.signal, ended.messages], [0, null, ['survived']], ended.output);
  };

  it('while it connects', () => survive('begun', redis.tlsPort));
  it('while it resolves', () => survive('begun', redis.tlsPort, { host: 'localhost' }));
  it('in the midst of the handshake', () => survive('retrying', silent.port));
  it('while it greets, which is not answered', async () => {
    hung.answer = () => null;
    await survive('retrying', hung.port).finally(() => { hung.answer = ([name]) => (name === 'SADD' ? null : undefined); });
  });
  it('while idle', () => survive('idle', redis.tlsPort));
  it('with calls under way', () => survive('waiting', hung.port));
  it('with answers coming in', () => survive('answered', redis.tlsPort));
  it('while it waits to try again', async () => survive('retrying', await freePort()));
  it('while it closes, calls pending', () => survive('closing', hung.port));
  it('after it has closed', () => survive('closed', redis.tlsPort));
  it('with two services, of which one closes', () => survive('twice', redis.tlsPort));
  it('by itself, in a callback', () => survive('exiting', redis.tlsPort));
  it('by what a callback throws', () => survive('throwing', redis.tlsPort));
  it('by having nothing left to do', () => survive('ending', redis.tlsPort));
});
