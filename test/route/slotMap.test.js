'use strict';

const assert = require('node:assert/strict');
const { readSlots, SLOTS, NOBODY } = require('../../lib/route/slotMap');
const redirect = require('../../lib/route/redirect');

const asked = { host: '10.0.0.9', port: 7009 };
const identity = (host, port) => ({ host, port });
const read = (reply, natMap = identity) => readSlots(reply, asked, natMap);

/** Runs of slots with the same owner: [first, last, 'host:port']. */
function runs({ masters, owners }) {
  const list = [];
  for (let slot = 0; slot < SLOTS; slot++) {
    const owner = owners[slot] === NOBODY ? null : `${masters[owners[slot]].host}:${masters[owners[slot]].port}`;
    const last = list[list.length - 1];
    if (last && last[2] === owner) last[1] = slot;
    else list.push([slot, slot, owner]);
  }
  return list;
}

describe('the map of a cluster', () => {
  it('is what CLUSTER SLOTS answers', () => {
    const map = read([
      [0, 5460, ['10.0.0.1', 7000, 'id1', []], ['10.0.0.4', 7003, 'id4', ['hostname', 'h']]],
      [10923, 16383, ['10.0.0.3', 7002, 'id3'], ['10.0.0.4', 7003]],
      [5461, 10922, ['10.0.0.2', 7001]],
    ]);
    assert.deepEqual(runs(map), [[0, 5460, '10.0.0.1:7000'], [5461, 10922, '10.0.0.2:7001'], [10923, 16383, '10.0.0.3:7002']]);
    assert.deepEqual(map.replicas, [{ host: '10.0.0.4', port: 7003 }]);
  });

  it('may leave slots out, and be empty', () => {
    assert.deepEqual(runs(read([[5, 6, ['h', 1]]])), [[0, 4, null], [5, 6, 'h:1'], [7, 16383, null]]);
    assert.deepEqual(runs(read([])), [[0, 16383, null]]);
  });

  it('has one master where all nodes have one address', () => {
    const map = read([[0, 1, ['vip', 6379, 'a']], [2, 3, ['vip', 6379, 'b']], [4, 16383, ['vip', 6379, 'c']]]);
    assert.deepEqual(map.masters, [{ host: 'vip', port: 6379 }]);
    assert.deepEqual(runs(map), [[0, 16383, 'vip:6379']]);
  });

  it('takes no host for the host that was asked', () => {
    const map = read([[0, 1, [null, 7000]], [2, 3, ['', 7001]], [4, 5, ['node-3.game', 7002]], [6, 7, ['2001:db8::3', 7003]]]);
    assert.deepEqual(runs(map).slice(0, 4), [[0, 1, '10.0.0.9:7000'], [2, 3, '10.0.0.9:7001'], [4, 5, 'node-3.game:7002'], [6, 7, '2001:db8::3:7003']]);
  });

  it('has nobody where no place is named', () => {
    for (const node of [['?', 7000], ['h', 0], ['h', 65536], ['h', -1], ['a b', 1], ['a\0', 1], ['[::1]', 1], ['h:1', 1], ['x'.repeat(256), 1]]) {
      const map = read([[0, 16382, node], [16383, 16383, ['h', 1]]]);
      assert.deepEqual(runs(map), [[0, 16382, null], [16383, 16383, 'h:1']], String(node));
    }
  });

  it('goes through the natMap, nodes without a host too', () => {
    const natMap = (host, port) => (port === 1 ? { host: `nat-${host}`, port: 9 } : { host, port });
    assert.deepEqual(read([[0, 1, ['h', 1], ['r', 1]], [2, 3, [null, 1]], [4, 5, ['h', 2]]], natMap), {
      ...read([[0, 1, ['nat-h', 9], ['nat-r', 9]], [2, 3, ['nat-10.0.0.9', 9]], [4, 5, ['h', 2]]]),
    });
  });

  it('is nothing else', () => {
    const node = ['h', 1];
    for (const reply of [null, undefined, 'OK', 7, {}, new Error('ERR'), [1], [[]], [[0, 1]], [[0, 1, 'h:1']], [[0, 1, []]], [[0, 1, ['h']]], [[0, 1, [1, 1]]],
      [[0, 1, ['h', '1']]], [[0, 1, ['h', 1.5]]], [[-1, 1, node]], [[0, 16384, node]], [[2, 1, node]], [['0', 1, node]], [[0, NaN, node]], [[0, 1, node, 'replica']],
      [[0, 5, node], [5, 6, node]], [[0, 16383, node], [7, 7, ['other', 1]]]]) {
      assert.equal(read(reply), null, JSON.stringify(reply));
    }
  });

  it('has a thousand masters at most', () => {
    const many = (count) => Array.from({ length: count }, (_, i) => [i, i, ['h', i + 1]]);
    assert.equal(read(many(1000)).masters.length, 1000);
    assert.equal(read(many(1001)), null);
    assert.equal(read([[0, 0, ...Array.from({ length: 10002 }, (_, i) => ['h', i + 1])]]), null);
  });

  it('is a map or nothing, whatever answers', () => {
    const random = generator(7);
    let maps = 0;
    for (let i = 0; i < 3000; i++) {
      const map = read(garbled(random, [[0, 5460, ['10.0.0.1', 7000, 'id', []]], [5461, 16383, ['10.0.0.2', 7001]]]));
      if (!map) continue;
      maps++;
      assert.ok(map.owners.every((owner) => owner === NOBODY || owner < map.masters.length));
      assert.ok([...map.masters, ...map.replicas].every(({ host, port }) => typeof host === 'string' && host && port > 0 && port < 65536));
    }
    assert.ok(maps > 300 && maps < 2900, `${maps} maps`);
  });
});

describe('a redirect', () => {
  const to = (text) => redirect(text, asked, identity);

  it('names a slot and a node', () => {
    assert.deepEqual(to('MOVED 866 10.0.0.3:7002'), { asking: false, slot: 866, to: { host: '10.0.0.3', port: 7002 } });
    assert.deepEqual(to('ASK 16383 node-3.game:1'), { asking: true, slot: 16383, to: { host: 'node-3.game', port: 1 } });
    assert.deepEqual(to('MOVED 0 2001:db8::3:7002').to, { host: '2001:db8::3', port: 7002 });
    assert.deepEqual(to('MOVED 866 :7002').to, { host: '10.0.0.9', port: 7002 });
    assert.deepEqual(to('MOVED 866 h:7002 and more').to, { host: 'h', port: 7002 });
    assert.deepEqual(redirect('ASK 1 h:1', asked, () => ({ host: 'nat', port: 2 })).to, { host: 'nat', port: 2 });
  });

  it('or is none', () => {
    for (const text of ['', 'MOVED', 'MOVED 1', 'MOVED 1 ', 'MOVED 1 h', 'MOVED 1 h:', 'MOVED 1 h:0', 'MOVED 1 h:65536', 'MOVED 1 h:123456', 'MOVED 16384 h:1',
      'MOVED -1 h:1', 'MOVED 01 h:1', 'MOVED 1.0 h:1', 'MOVED x h:1', 'MOVED  1 h:1', 'MOVED 1 ?:7000', 'moved 1 h:1', 'XMOVED 1 h:1', 'ASKING 1 h:1',
      'MOVED __proto__ h:1', 'MOVED 1 [::1]:1', 'MOVED 1 a@b:1', 'TRYAGAIN x', 'MOVED 1 h:1x', 'MOVED 1 a:b:1']) {
      assert.equal(to(text), null, text);
    }
  });

  it('names a node or nobody, whatever the text', () => {
    const random = generator(8);
    let named = 0;
    for (let i = 0; i < 50000; i++) {
      const found = to(scrambled(random, 'MOVED 866 10.0.0.3:7002'));
      if (!found) continue;
      named++;
      assert.ok(found.slot >= 0 && found.slot < SLOTS && found.to.port > 0 && found.to.port < 65536 && /^[^\s:]+$|^[0-9a-f:.%\w]+$/.test(found.to.host));
    }
    assert.ok(named > 1000, `${named}`);
  });
});

/** Numbers from 0 up to 1, the same ones for a seed. */
function generator(seed) {
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
    return (seed >>> 0) / 2 ** 32;
  };
}

/** The same with something else at one place, perhaps. */
function garbled(random, value) {
  if (random() < 0.04) return [null, '', '?', 0, -1, 16384, 1e9, 1.5, [], [[]], 'x', 70000, NaN][Math.floor(random() * 13)];
  if (!Array.isArray(value)) return value;
  const copy = value.map((item) => garbled(random, item));
  if (random() < 0.03) copy.pop();
  if (random() < 0.03) copy.push(copy[0]);
  return copy;
}

/** The text with some characters changed, cut or put in. */
function scrambled(random, text) {
  const characters = [...text];
  for (let n = Math.floor(random() * 4); n > 0; n--) {
    const put = random() < 0.7 ? ['MOVEDASK0123456789:.[]% \0\r?é'[Math.floor(random() * 28)]] : [];
    characters.splice(Math.floor(random() * characters.length), random() < 0.5 ? 1 : 0, ...put);
  }
  return characters.join('');
}
