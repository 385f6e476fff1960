'use strict';

const { show } = require('../../options/addresses');

/**
 * Who is the master, by what Sentinels say and what those say whom they name.
 *
 * The newest knowledge counts, and of the same age what more of them say. Whom
 * we have is left for who is named by newer knowledge; and, if that one is no
 * master any more, for who is named by more, or is its equal. A single one who is
 * behind the times moves nobody.
 *
 * @typedef {import('../announced').Address} Address
 * @typedef {{ address: Address, epoch: number, isLast: boolean }} Vote isLast: this Sentinel has
 *   named those who were no masters
 * @typedef {{ where: string, address: Address, epoch: number, votes: number, isLast: boolean }} Candidate
 */

/**
 * @param {Vote[]} votes
 * @param {string | null} current whom we have
 * @returns {Candidate[]} the best first
 */
function rank(votes, current) {
  /** @type {Map<string, Candidate>} */
  const all = new Map();
  for (const { address, epoch, isLast } of votes) {
    const where = show(address);
    const { votes: count = 0, epoch: known = -1, isLast: was = true } = all.get(where) || {};
    const better = was === isLast ? Math.max(known, epoch) : isLast ? known : epoch;
    all.set(where, { where, address, epoch: better, votes: count + 1, isLast: was && isLast });
  }
  const ranked = [...all.values()].sort(byKnowledge);
  const at = ranked.findIndex(({ where }) => where === current);
  if (at < 0) return ranked;
  const own = ranked[at];
  const isNewer = (/** @type {Candidate} */ each) => each.isLast === own.isLast ? each.epoch > own.epoch : own.isLast;
  const isRival = (/** @type {Candidate} */ { votes, epoch }) => votes > own.votes || (votes === own.votes && epoch === own.epoch);
  return [...ranked.filter(isNewer), own, ...ranked.filter((each) => each !== own && !isNewer(each) && isRival(each))];
}

/** @type {(a: Candidate, b: Candidate) => number} */
function byKnowledge(a, b) {
  return Number(a.isLast) - Number(b.isLast) || b.epoch - a.epoch || b.votes - a.votes;
}

/**
 * @param {Candidate[]} ranked
 * @param {string | null} current
 * @param {Map<string, boolean>} masters whether each is a master, as far as that is known
 * @returns {Candidate | null | undefined} null: nobody; undefined: that is not known yet
 */
function choose(ranked, current, masters) {
  const found = ranked.find((each, i) => masters.get(each.where) !== false || isTheLast(ranked, current, i));
  if (!found) return ranked.find(({ where }) => where === current) || null;
  const at = ranked.indexOf(found);
  return masters.get(found.where) || isTheLast(ranked, current, at) ? found : undefined;
}

/**
 * Whom we have, and there is nobody else: whatever it says, we stay.
 *
 * @type {(ranked: Candidate[], current: string | null, at: number) => boolean}
 */
function isTheLast(ranked, current, at) {
  return ranked[at].where === current && at === ranked.length - 1;
}

module.exports = { rank, choose };
