'use strict';

// All that the plugin ever asks Redis for, for the tests of what a user of Redis must be allowed.

const GlobalChannelService = require('../../lib/service/globalChannelService');
const FakeApp = require('../support/fakeApp');
const { until } = require('../support/patience');

/** All options that cost commands. */
const OPTIONS = { cleanOnStartUp: true, leaveOnClose: true, heartbeat: 0.1, cleanOwnOnStartUp: true };

/** A service of the frontend `id`, beside the frontend c2. */
function makeService(id, opts) {
  const app = new FakeApp([id, 'c2']);
  app.getServerId = () => id;
  app.getCurServer = () => app.servers[id];
  app.isFrontend = (server = app.getCurServer()) => server.frontend === 'true';
  return new GlobalChannelService(app, { ...OPTIONS, ...opts });
}

/**
 * Every method, with lists and without; a connection that is lost; a server that starts where it has left members; one that
 * stopped, whose member another removes.
 *
 * @param {any} opts of Redis
 * @param {() => Promise<any>} interrupt ends connections
 */
async function everything(opts, interrupt) {
  const dead = makeService('dead', opts);
  const service = makeService('c1', { ...opts, cleanOnStartUp: false });
  try {
    await dead.start();
    await dead.add('n', 'u', 'c1');
    await service.start();
    await dead.stop(false);
    await interrupt();
    await callAll(service);
    await service.add('n', 'ghost', 'dead');
    await until(async () => await service.getCountBySid('n', 'dead') === 0);
  } finally {
    await dead.stop(true);
    await service.stop(false);
  }
}

/** @param {any} service */
async function callAll(service) {
  await service.add(['n', 'm'], ['u', 'v'], 'c1');
  await service.leave('n', 'u', 'c1');
  await service.getMembersBySid('n', 'c1');
  await service.getMembersByChannelName('connector', ['n', 'm']);
  await service.getCountByChannelName('connector', 'n');
  await service.isMember('connector', 'n', 'u');
  await service.getSidsOfMember('connector', 'n', 'u');
  await service.getChannels();
  await service.getChannelsByUid(['u', 'v']);
  await service.getSidsByUid('u');
  await service.pushMessage('connector', 'route', {}, ['n', 'm'], {});
  await service.pushMessageByUids('connector', 'route', {}, ['u', 'v'], {});
  await service.reindex();
  await service.leaveAll('u');
  await service.destroyChannel(['n', 'm']);
}

module.exports = { everything };
