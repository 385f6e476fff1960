'use strict';

// Who is the master, by what Sentinels say.

const assert = require('assert').strict;
const { rank, choose } = require('../../../lib/route/sentinel/judge');

/** 'a5' a vote for a with epoch 5; 'a5!' of a Sentinel that comes last. @param {string[]} votes */
const votesOf = (votes) => votes.map((text) => ({
  address: { host: text[0], port: 1 }, epoch: parseInt(text.slice(1), 10), isLast: text.endsWith('!'),
}));

/**
 * @param {string} votes
 * @param {string | null} current
 * @param {Record<string, boolean>} roles
 */
function chosen(votes, current, roles) {
  const where = current && `${current}:1`;
  const found = choose(rank(votesOf(votes.split(' ').filter(Boolean)), where), where, new Map(Object.entries(roles).map(([host, is]) => [`${host}:1`, is])));
  return found ? found.address.host : found;
}

describe('who is the master', () => {
  const CASES = [
    // votes, whom we have, roles, who it is
    ['a5 a5 a5', null, { a: true }, 'a', 'all say so'],
    ['a5 a5 a5', null, {}, undefined, 'it has not answered yet'],
    ['a5 a5 a5', null, { a: false }, null, 'it is no master'],
    ['', null, {}, null, 'nobody says anything'],
    ['a5 a5 b6', null, { a: true, b: true }, 'b', 'the newest knowledge counts'],
    ['a5 a5 b6', null, { a: true, b: false }, 'a', 'but only of a master'],
    ['a5 a5 b6', null, { a: true }, undefined, 'the newest is waited for'],
    ['a-1 b-1 b-1', null, { a: true, b: true }, 'b', 'of the same age what more of them say'],
    ['a5 a5 b9!', null, { a: true, b: true }, 'a', 'who has named others than masters comes last'],
    ['a5! b9!', null, { a: true, b: true }, 'b', 'among those that come last, too'],
    ['a5 a5 a5', 'a', {}, 'a', 'whom we have is not asked'],
    ['a5 a5 b6', 'a', { b: true }, 'b', 'newer knowledge moves us'],
    ['a5 a5 b6', 'a', { b: false }, 'a', 'not when it is wrong'],
    ['a5 a5 b4', 'a', { b: true }, 'a', 'one who is behind the times does not'],
    ['a5 a5 b5', 'a', { b: true }, 'a', 'nor one against two'],
    ['a9 b6 b6', 'a', { a: false, b: true }, 'b', 'a lone liar does not keep us where no master is'],
    ['a9 b6 b6', 'a', { a: true, b: true }, 'a', 'one who is ahead keeps us at a master'],
    ['a9 b6 b6', 'a', { b: true }, undefined, 'whether it is one is waited for'],
    ['a9 b6 b6', 'a', { a: false, b: false }, 'a', 'and we stay when there is none'],
    ['a9! b6', 'a', { b: true }, 'b', 'who comes last does not keep us'],
    ['a5 b5', 'a', { a: true, b: true }, 'a', 'we stay with one of two equals'],
    ['a5 b5', 'a', { a: false, b: true }, 'b', 'but not when it is no master'],
    ['a5 b4', 'a', { a: false, b: true }, 'a', 'nor does one who is behind the times then move us'],
    ['b5 b5', 'a', { b: true }, 'b', 'nobody names whom we have'],
    ['b5 b5', 'a', { b: false }, null, 'and whom they name is none'],
  ];
  for (const [votes, current, roles, who, why] of CASES) {
    it(`${why}: ${votes}`, () => assert.equal(chosen(votes, current, roles), who));
  }
});
