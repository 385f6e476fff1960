'use strict';

// A process with one service, which ends as it is told at the stage that it is told: see exits.test.js.
//
//   node lifeOfAService.js <stage> <ending> <port>

const FakeApp = require('../support/fakeApp');
const GlobalChannelService = require('../../lib/service/globalChannelService');

require('pomelo-logger').clearAppenders();
const [stage, ending, port] = process.argv.slice(2);
const service = new GlobalChannelService(new FakeApp(['c1']), { host: stage === 'resolving' ? 'localhost' : '127.0.0.1', port });

const endings = {
  exit: () => process.exit(0),
  throw: () => { throw new Error('on purpose'); },
  signal: () => process.kill(process.pid, 'SIGTERM'),
  stop: () => service.stop(true, () => {}),
};
const end = endings[ending];

const stages = {
  made: end,
  asked: () => start(end),
  resolving: () => start(() => setImmediate(end)),
  // Whatever is at this port lets the service wait: nobody listens, or nobody answers.
  waiting: () => start(() => setTimeout(end, 80)),
  started: () => service.start(end),
  calling: () => service.start(() => {
    ask(1000);
    end();
  }),
  answered: () => service.start(() => {
    let first = true;
    ask(1000, () => {
      if (!first) return;
      first = false;
      end();
    });
  }),
  stopping: () => service.start(() => {
    ask(1000);
    service.stop(false, () => {});
    setImmediate(end);
  }),
  stopped: () => service.start(() => service.stop(true, end)),
};
stages[stage]();

function start(then) {
  service.start(() => {});
  then();
}

function ask(n, cb = () => {}) {
  for (let i = 0; i < n; i++) service.getMembersBySid('n', 'c1', cb);
}
