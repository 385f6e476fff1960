'use strict';

// A process with a service in it, which lives until the stage that it is told, and then does what it is told. Whatever is
// left of a service keeps it alive longer than a test waits.

const FakeApp = require('../support/fakeApp');
const { LIMIT } = require('../support/patience');
const component = require('../../lib/components/globalChannel');

const [stage, deed, port] = process.argv.slice(2);
const host = stage === 'resolving' ? 'localhost' : '127.0.0.1';
const startTimeout = stage === 'retrying' && deed === 'nothing' ? 300 : 10 * LIMIT;
const service = component(new FakeApp(['c1', 'c2']), { host, port, startTimeout, connectTimeout: 10 * LIMIT, commandTimeout: 10 * LIMIT, pushTimeout: 10 * LIMIT });

const DEEDS = {
  exit: () => process.exit(7),
  stop: () => service.stop(true, () => process.send('stopped')),
  nothing: () => {},
};

/** Each comes to a point in the life of a service, and does the deed there. */
const STAGES = {
  made: act,
  resolving: () => {
    service.start(() => {});
    setImmediate(act);
  },
  connecting: () => {
    service.start(() => {});
    act();
  },
  greeting: () => {
    service.start(() => {});
    setTimeout(act, 60);
  },
  retrying: () => {
    service.start(() => {});
    setTimeout(act, 150);
  },
  'start\'s callback': () => started(act),
  started: () => started(() => setTimeout(act, 20)),
  'calls unsent': () => started(() => {
    work();
    act();
  }),
  'calls unanswered': () => started(() => {
    work();
    setTimeout(act, 20);
  }),
  'a call\'s callback': () => started(() => {
    work(once(act));
  }),
  stopping: () => started(() => {
    work();
    service.stop(false, () => {});
    act();
  }),
};

STAGES[stage]();

/** @param {() => void} then */
function started(then) {
  service.start((err) => {
    if (err) throw err;
    then();
  });
}

function act() {
  process.send('there');
  DEEDS[deed]();
}

function work(cb = () => {}) {
  for (let i = 0; i < 100; i++) service.add('n', i, 'c1', cb);
  service.pushMessage('connector', 'r', {}, 'n', null, cb);
}

/** @param {() => void} f */
function once(f) {
  let called = false;
  return () => {
    if (!called) f();
    called = true;
  };
}
