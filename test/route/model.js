'use strict';

// Nodes without a network, for the rules of a route: calls are executed, refused, taken back and forgotten by chance.

const { Load } = require('../../lib/route/budget');
const Lane = require('../../lib/route/lane');
const { Part, RoutedCall } = require('../../lib/route/parts');
const Traffic = require('../../lib/route/traffic');
const { plainError } = require('../../lib/error');

const REFUSALS = ['MOVED', 'ASK', 'TRYAGAIN', 'CLUSTERDOWN', 'NOREPLICAS'];

class FakeNode {
  /** @param {World} world @param {string} where */
  constructor(world, where) {
    this.world = world;
    this.where = where;
    this.load = new Load();
    this.isReady = true;
    this.error = null;
    this.isLeft = false;
    /** @type {any[]} */
    this.queue = [];
  }

  named() {}

  held() {
    return null;
  }

  give(call, sids, told, asking) {
    if (this.isLeft) throw new Error('given to a closed node');
    this.queue.push({ call, sids, told, asking, ran: false });
    return 0;
  }

  /** The first call is answered, or runs without an answer, or is refused. */
  step() {
    const first = this.queue[0];
    if (!first) return;
    const { next } = this.world;
    const elsewhere = !first.asking && this.world.leaves(first, this);
    if (!elsewhere && next(6) === 0) return void this.run(first);
    this.queue.shift();
    if (elsewhere) return this.refuse(first, 'ASK');
    if (first.asking && !this.world.comes(first, this)) return this.refuse(first, 'MOVED');
    if (next(4) === 0) return this.refuse(first, REFUSALS[next(REFUSALS.length)]);
    if (next(20) === 0) return this.fail(first, 'ETIMEDOUT');
    if (next(20) === 0) return this.refuse(first, 'WRONGTYPE');
    this.run(first);
    first.told.done(first.call.what === 'lists' ? first.sids.map((sid) => [this.world.values.get(sid)]) : 1);
  }

  run(given) {
    given.ran = true;
    for (const sid of given.sids || [given.call.sid]) {
      if (given.call.what !== 'lists') this.world.values.set(sid, Number(given.call.uid));
    }
  }

  refuse({ told, ran }, word) {
    told.failed(plainError('EREPLY', `${word} no`, { reply: word, ...ran ? { maybeExecuted: true } : {} }));
  }

  fail({ told, ran }, code) {
    told.failed(plainError(code, code, ran ? { maybeExecuted: true } : {}));
  }

  close() {
    this.isLeft = true;
    const given = this.queue.splice(0);
    this.world.later.push(() => {
      for (const each of given) this.fail(each, 'ESTOPPED');
    });
  }
}

class World {
  /** @param {(below: number) => number} next @param {number} lanes */
  constructor(next, lanes) {
    this.next = next;
    this.now = 0;
    /** @type {Map<string, any>} one value for each lane, wherever it is: data moves along */
    this.values = new Map();
    /** @type {(() => void)[]} */
    this.later = [];
    this.nodes = ['a', 'b', 'c'].map((where) => new FakeNode(this, where));
    /** @type {Set<Lane>} those that are shut for a while */
    this.shut = new Set();
    /** @type {Map<Lane, { from: FakeNode, to: FakeNode }>} */
    this.goals = new Map();
    this.lanes = Array.from({ length: lanes }, () => new Lane(this.anyNode()));
    const options = { maxQueue: 40, maxQueueBytes: 100000, commandTimeout: 100, offlineQueue: true };
    this.traffic = new Traffic(/** @type {any} */ (options), 'all', (part) => this.refused(part));
    this.made = 0;
  }

  anyNode() {
    return this.nodes[this.next(this.nodes.length)];
  }

  refused(part) {
    const { lane } = part;
    if (part.error.reply === 'ASK' && part.node === lane.node) part.aside = this.goal(lane);
    else if (this.next(2)) part.lane.point(this.anyNode());
    else this.pause(part.lane, 'pause');
  }

  /** A lane's keys are on their way: its node has none of them, until it is pointed anew. */
  goal(lane) {
    const known = this.goals.get(lane);
    if (!known || known.from !== lane.node || known.to.isLeft) this.goals.set(lane, { from: lane.node, to: this.anyNode() });
    return this.goals.get(lane).to;
  }

  /** Whether keys of this call have left the node. */
  leaves({ call, sids }, node) {
    return (sids || [call.sid]).some((sid) => {
      const goal = this.goals.get(this.lanes[sid]);
      return goal && goal.from === node;
    });
  }

  /** Whether the keys of this call are on its way to the node. */
  comes({ call, sids }, node) {
    return (sids || [call.sid]).every((sid) => {
      const goal = this.goals.get(this.lanes[sid]);
      return goal && goal.to === node;
    });
  }

  pause(lane, how) {
    if (this.shut.has(lane)) return;
    lane[how]();
    this.shut.add(lane);
  }

  release(lane) {
    if (!this.shut.delete(lane)) return;
    lane.release();
    this.traffic.flush(lane);
  }

  /** @param {'add' | 'destroy' | 'lists'} what @param {any} told @param {number[]} lanes */
  call(what, told, lanes) {
    const sids = lanes.map(String);
    const call = new RoutedCall(what, told, { uid: String(++this.made), ...what === 'add' ? { sid: sids[0] } : { items: sids } });
    for (const lane of lanes) new Part(call, this.lanes[lane], this.traffic, what === 'add' ? null : [String(lane)]);
    return { call, code: this.traffic.begin(call, this.now) };
  }

  /** One of the nodes dies, and a new one is in its place. */
  lose() {
    const i = this.next(this.nodes.length);
    const [old] = this.nodes.splice(i, 1, new FakeNode(this, 'new'));
    for (const lane of this.lanes.filter(({ node }) => node === old)) lane.point(this.nodes[i]);
    this.traffic.away(/** @type {any} */ (old), false);
    old.close();
    for (const lane of this.lanes) this.traffic.flush(lane);
  }
}

module.exports = World;
