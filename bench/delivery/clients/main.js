'use strict';

// A process with many clients.

const { setTimeout: sleep } = require('node:timers/promises');
const obey = require('../obey');
const Client = require('./client');

/** How many enter at a time. */
const AT_ONCE = 50;
/** ms between two looks. */
const LOOK = 5;

/** @type {Client[]} */
const clients = [];
/** @type {string | null} whose latencies are noted */
let noted = null;
/** @type {number[]} microseconds */
const latencies = [];

obey({
  /** @param {{ kind: any, places: { port: number, uid: string | null }[] }} order */
  enter: async ({ kind, places }) => {
    const queue = places.slice();
    const some = async () => {
      for (let place = queue.shift(); place; place = queue.shift()) {
        const client = new Client(kind, place.port);
        client.on('push', (route, took) => route === noted && latencies.push(took));
        await client.enter(place.uid);
        clients.push(client);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, some));
  },
  /** Gives what was noted until now. @param {{ route: string | null }} order */
  note: ({ route }) => {
    noted = route;
    return latencies.splice(0);
  },
  /**
   * Comes when so many of them have got so many pushes.
   *
   * @param {{ route: string, count: number, members: number }} order
   */
  got: async ({ route, count, members }) => {
    while (clients.filter((client) => client.got[route] >= count).length < members) {
      fail();
      await sleep(LOOK);
    }
  },
  check: fail,
});

/** Throws if anything came that should not. */
function fail() {
  const wrong = clients.flatMap((client) => client.wrong);
  if (wrong.length > 0) throw new Error(`${wrong.length} faults at the clients, such as: ${wrong[0]}`);
}
