'use strict';

// How members are removed behind a server that has gone: in batches, each with a look at whether it is alive.

const assert = require('assert').strict;
const { logged } = require('../service/helpers');
const { monitored } = require('../membership/monitor');
const { until } = require('../support/patience');
const { withServices } = require('./apps');

describe('the removal behind a server', () => {
  const on = withServices();

  /** What is sent for `members`, a number for each channel. */
  async function cleaned(members, opts) {
    const { service } = await on.started('b1', { heartbeat: 1000, ...opts });
    for (const [i, count] of members.entries()) {
      const uids = Array.from({ length: count }, (_, n) => `u${n}`);
      await on.redis.command('SADD', `P:n${i}:gone`, ...uids);
    }
    await on.redis.command('SADD', 'P@sids', 'gone');
    let commands = [];
    const run = async () => {
      service._life._presence._watcher._lookAgain('gone');
      await until(async () => (await on.members('P@sids')).length === 0);
    };
    const lines = await logged(async () => { commands = await monitored(on.redis, run); });
    assert.equal(lines.length, 1);
    assert.match(lines[0].text, /server gone has gone: \d+ members of channels were removed behind it$/);
    return commands;
  }

  /** How many members go between two looks. */
  function steps(commands) {
    const counts = [0];
    for (const [name, key, ...uids] of commands.map((text) => text.split(' '))) {
      if (name === 'EXISTS') counts.push(0);
      else if (name === 'SREM' && key.startsWith('P:')) counts[counts.length - 1] += uids.length;
    }
    return counts.filter((count) => count > 0);
  }

  it('looks before each thousand, of one channel or of many', async () => {
    for (const members of [[2500], Array(30).fill(70)]) {
      const counts = steps(await cleaned(members));
      const all = members.reduce((a, b) => a + b);
      assert.ok(counts.every((count) => count <= 1000), String(counts)); // a step of the scan may have one more or less
      assert.ok(counts.reduce((a, b) => a + b) >= all, String(counts));
      assert.ok(counts.length >= 3 && counts.length <= all / 100, String(counts));
      assert.deepEqual(await on.keys(), ['P@lock:gone']);
      await on.redis.command('FLUSHALL');
    }
  });

  it('takes the index of each batch away before its members', async () => {
    const commands = await cleaned([500, 500, 500], { userIndex: true });
    const kinds = commands.map((text) => (/^SREM P@uid/.test(text) ? 'i' : /^SREM P:/.test(text) ? 'm' : /^EXISTS/.test(text) ? ' ' : ''));
    assert.match(kinds.join(''), /^ +(i+m+ ){2,}$/);
  });
});
