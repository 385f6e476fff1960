'use strict';

// A Sentinel that falls silent without closing its connection.

const assert = require('assert').strict;
const { until } = require('../../support/patience');
const { onFakes } = require('./fakes');

describe('listening to a Sentinel', () => {
  const on = onFakes();

  it('begins anew when a PING is not answered', async () => {
    const node = await on.node();
    const sentinel = await on.sentinel({ master: node });
    await on.started([sentinel]);
    const [frozen] = sentinel.channels.keys();
    sentinel.own = (_, socket) => (socket === frozen ? null : undefined);
    await until(() => frozen.destroyed && sentinel.listeners === 1);
  });

  it('goes on with PINGs when they are refused', async () => {
    const node = await on.node();
    const sentinel = await on.sentinel({ master: node, own: ([word]) => (word === 'PING' ? '-NOPERM no\r\n' : undefined) });
    await on.started([sentinel]);
    await until(() => sentinel.peer.commands('PING').length === 2);
    assert.equal(sentinel.listeners, 1);
  });
});
