'use strict';

const assert = require('assert').strict;
const { escapeGlob, splitEntry, splitKey, memberKey, entryOf } = require('../../lib/membership/keys');
const { readTexts, textsOf } = require('../../lib/membership/texts');

describe('keys, taken apart', () => {
  const ids = ['c1', 'c:1', 'a:c:1', '', '7'];

  it('have the longest registered id at their end, else what stands behind the last colon', () => {
    const split = (key) => splitKey('P', key, ids);
    assert.deepEqual(split('P:room:c1'), { name: 'room', sid: 'c1' });
    assert.deepEqual(split('P:room:c:1'), { name: 'room', sid: 'c:1' });
    assert.deepEqual(split('P:room:a:c:1'), { name: 'room', sid: 'a:c:1' });
    assert.deepEqual(split('P:a:c:1'), { name: 'a', sid: 'c:1' });
    assert.deepEqual(split('P:room:b:x'), { name: 'room:b', sid: 'x' });
    assert.deepEqual(split('P:room:'), { name: 'room', sid: '' });
    assert.deepEqual(split('P::7'), { name: '', sid: '7' });
    assert.deepEqual([split('P:c1'), split('P'), split('Q:room:c1'), split('P@uid:7'), split('PP:room:c1')], [null, null, null, null, null]);
  });

  it('are made again of what they are taken apart into', () => {
    for (const key of ['P:room:c1', 'P:a:b:c:1', 'P::x', 'P:ü:{}']) {
      const { name, sid } = splitKey('P', key, ids);
      assert.equal(memberKey('P', name, sid), key);
    }
    for (const entry of ['c1:room', 'a:c:1:b', 'x:y:z', ':room']) {
      const { name, sid } = splitEntry(entry, ids);
      assert.equal(entryOf(sid, name), entry);
    }
  });

  it('are entries of the index the other way round', () => {
    assert.deepEqual(splitEntry('c:1:room', ids), { sid: 'c:1', name: 'room' });
    assert.deepEqual(splitEntry('a:c:1:room', ids), { sid: 'a:c:1', name: 'room' });
    assert.deepEqual(splitEntry('c12:room:x', ids), { sid: 'c12', name: 'room:x' });
    assert.deepEqual(splitEntry(':room', ids), { sid: '', name: 'room' });
    assert.equal(splitEntry('room', ids), null);
  });

  it('are matched by their own text alone', () => {
    assert.equal(escapeGlob('a*b?c[d]e\\f'), 'a\\*b\\?c\\[d\\]e\\\\f');
  });
});

describe('one, or a list of them', () => {
  const unusable = (argument, value) => readTexts(argument, value).wrong.message;

  it('is read in one way', () => {
    assert.deepEqual(readTexts('name', 'room'), { texts: ['room'], isList: false });
    assert.deepEqual(readTexts('uid', 7), { texts: ['7'], isList: false });
    assert.deepEqual(readTexts('uid', [7, 'x', 10n]), { texts: ['7', 'x', '10'], isList: true });
    assert.deepEqual(readTexts('uid', []), { texts: [], isList: true });
  });

  it('names what cannot be used, and its place', () => {
    assert.match(unusable('name', undefined), /^name: got undefined, expected /);
    assert.match(unusable('name', ['a', null]), /^names\[1\]: got null, expected /);
    assert.match(unusable('uid', [['a']]), /^uids\[0\]: got a list, expected /);
    assert.match(unusable('uid', [NaN]), /^uids\[0\]: got NaN, expected /);
    assert.match(unusable('uid', new Array(1)), /^uids\[0\]: got undefined, expected /);
    assert.equal(readTexts('uid', [{}]).wrong.code, 'EINVAL');
    assert.match(textsOf('sids', 'c1').wrong.message, /^sids: got string, expected a list/);
  });

  it('may throw when it is read', () => {
    const thrower = new Proxy(['a'], { get: (list, key) => { if (key === 'length') throw new Error('mine'); return list[key]; } });
    const { wrong } = readTexts('uid', thrower);
    assert.deepEqual([wrong.code, wrong.message, wrong.cause.message], ['EINVAL', 'uids[0]: cannot be read', 'mine']);
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    assert.equal(readTexts('uid', proxy).wrong.code, 'EINVAL');
  });
});
