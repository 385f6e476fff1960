'use strict';

// The addon cannot be loaded. Says what start of the Redis manager gives, and that a manager of one's own works.

const Module = require('node:module');
const FakeApp = require('../support/fakeApp');
const MemoryManager = require('../support/memoryManager');

const load = Module._load;
const asked = [];
process.env.POMELO_GLOBALCHANNEL_ADDON = '/the/addon.node';
Module._load = function (request, ...rest) {
  if (!request.endsWith('.node')) return load.call(this, request, ...rest);
  asked.push(request);
  throw new Error('what the loader says\n    and its details');
};

const component = require('../../lib/components/globalChannel');

main();

async function main() {
  const app = new FakeApp(['c1']);
  const service = component(app, { channelManager: new MemoryManager() });
  await service.start();
  await service.add('n', 'u', 'c1');
  const uids = await service.getMembersBySid('n', 'c1');
  await service.stop(true);
  const askedByThen = asked.length;
  component(app, { port: 1 }).start((err) => {
    const said = { uids, askedByThen, asked: asked.length, code: err.code, message: err.message, cause: err.cause.message };
    component(app, { sentinels: ['127.0.0.1:1'], name: 'game' }).start(({ code: routed }) => process.send({ ...said, routed }));
  });
}
