'use strict';

const assert = require('node:assert/strict');
const { startPeer } = require('../support/peer');
const { until } = require('../support/patience');
const Survey = require('../../lib/route/survey');

describe('a survey', () => {
  const peers = [];
  let survey;
  let heard;
  let well;
  let others;
  let away;
  let again;
  /** What is said of the cluster. */
  const state = '$16\r\ncluster_state:ok\r\n';

  beforeEach(() => {
    [heard, well, others, away, again] = [[], [], [], [], () => false];
    const options = { username: null, password: null, tls: null, natMap: (host, port) => ({ host, port }) };
    let count = 0;
    survey = new Survey(options, {
      nodes: () => [well, others, away],
      ask: () => count++,
      onMap: (map, when) => {
        heard.push([map.masters[0].port, when]);
        return again();
      },
      onNone: (errors) => heard.push(errors.map(({ code }) => code)),
    });
  });
  afterEach(async () => {
    survey.close();
    for (const peer of peers.splice(0)) await peer.close();
  });

  /** A node that answers so; as a rule that all slots are at `port`. */
  async function node(answer) {
    const peer = await startPeer(([name, what]) => (name !== 'CLUSTER' ? undefined : what === 'INFO' && answer ? state : answer));
    peers.push(peer);
    return peer;
  }
  const all = (port) => `*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$1\r\nh\r\n:${port}\r\n`;
  const asked = (peer) => peer.commands('CLUSTER').filter(([, what]) => what === 'SLOTS').length;
  const told = (count) => until(() => heard.length >= count);

  it('asks one node after the other until one has a map', async () => {
    const [silent, refusing, wrong, good] = await Promise.all([null, '-ERR This instance has cluster support disabled\r\n', ':1\r\n', all(1)].map(node));
    await refusing.close();
    others = [silent, refusing, wrong, good];
    survey.want();
    await told(1);
    assert.equal(heard[0][0], 1);
    assert.equal(asked(good), 1);
    assert.ok(asked(silent) <= 1 && asked(wrong) <= 1);
    for (const peer of [silent, wrong]) await until(() => peer.sockets.size === 0);
    assert.equal(good.sockets.size, 1);
  });

  it('asks those that are well first, and before them the one it is told', async () => {
    const [a, b, c] = await Promise.all([1, 2, 3].map((port) => node(all(port))));
    [well, others] = [[a], [b]];
    survey.want();
    await told(1);
    survey.want(c);
    await told(2);
    well = [a, b];
    survey.want();
    await told(3);
    assert.deepEqual(heard.slice(0, 2).map(([port]) => port), [1, 3]);
    assert.deepEqual([c.accepted, c.sockets.size], [1, 0]);
  });

  it('asks again on the same connection, one question at a time, as long as it is wanted', async () => {
    well = [await node(all(1))];
    again = () => heard.length < 4;
    survey.want();
    survey.want();
    const began = performance.now();
    await told(4);
    assert.ok(performance.now() - began >= 290);
    assert.deepEqual(heard, [[1, 0], [1, 1], [1, 2], [1, 3]]);
    assert.deepEqual([well[0].accepted, asked(well[0])], [1, 4]);
  });

  it('takes the map of one that says the cluster is down only when there is no other', async () => {
    const [cut, good] = [await node(all(1)), await node(all(2))];
    cut.answer = ([name, what]) => (name !== 'CLUSTER' ? undefined : what === 'INFO' ? '$18\r\ncluster_state:fail\r\n' : all(1));
    [well, others] = [[cut], [good]];
    survey.want();
    await told(1);
    await good.close();
    away = [await node(null)];
    survey.want();
    await told(2);
    assert.deepEqual(heard.map(([port]) => port), [2, 1]);
    assert.equal(asked(away[0]), 0);
  });

  it('takes a map in which no two neighbours have the same master', async () => {
    const replica = `*4\r\n$1\r\nr\r\n:1\r\n$40\r\n${'0'.repeat(40)}\r\n*0\r\n`;
    const pieces = Array.from({ length: 16384 }, (_, i) => `*4\r\n:${i}\r\n:${i}\r\n*2\r\n$1\r\nh\r\n:${1 + i % 2}\r\n${replica}`);
    well = [await node(`*${pieces.length}\r\n${pieces.join('')}`)];
    survey.want();
    await told(1);
    assert.deepEqual(heard, [[1, 0]]);
  });

  it('tells when nobody has one, and tries on', async () => {
    others = [await node(':1\r\n'), await node('-NOAUTH Authentication required.\r\n')];
    survey.want();
    await told(2);
    assert.deepEqual(heard[0].sort(), ['EPROTOCOL', 'EREPLY']);
    peers[0].answer = ([name, what]) => (name !== 'CLUSTER' ? undefined : what === 'INFO' ? state : all(5));
    await until(() => heard.some(([port]) => port === 5));
  });

  it('is silent once it is closed', async () => {
    others = [await node(null)];
    survey.want();
    await until(() => others[0].commands('CLUSTER').length > 0);
    survey.close();
    await until(() => others[0].sockets.size === 0);
    assert.deepEqual(heard, []);
  });
});
