'use strict';

// There is no memory when the addon is loaded, and then there is. Says what two starts of a service give.

const Module = require('node:module');
const FakeApp = require('../support/fakeApp');

const load = Module._load;
let short = true;
Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (!short || !request.endsWith('.node')) return loaded;
  short = false;
  throw Object.assign(new Error('what the addon throws'), { code: 'ENOMEM' });
};

const component = require('../../lib/components/globalChannel');

const service = component(new FakeApp(['c1']), { port: process.argv[2] });

service.start((first) => service.start((second) => {
  process.send({ first: { code: first.code, message: first.message, cause: first.cause.message }, second });
  service.stop(true, () => {});
}));
