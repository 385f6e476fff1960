'use strict';

// Looking through sets with a session that is played: what is asked again when the connection is another one.

const assert = require('node:assert/strict');
const scanSets = require('../../lib/membership/scans');

describe('looking through sets', () => {
  let asked;
  let session;
  /** What SSCAN answers, by key and cursor. */
  const ANSWERS = { 'a 0': ['7', 'a1'], 'a 7': ['0', 'a2'], 'b 0': ['0', 'b1'], 'c 0': undefined };

  beforeEach(() => {
    asked = [];
    session = {
      connection: 1,
      onAsked: () => {},
      run(how, commands, cb) {
        asked.push(commands.map(([, key, cursor]) => `${key} ${cursor}`));
        setImmediate(() => {
          session.onAsked();
          cb(null, commands.map(([, key, cursor]) => ANSWERS[`${key} ${cursor}`]));
        });
        return 0;
      },
    };
  });

  /** All that was found. */
  function scan(keys, onFound = (next) => next()) {
    const uids = [];
    return new Promise((resolve, reject) => {
      const note = (found, next) => {
        uids.push(...found.flatMap((each) => each.uids));
        onFound(next);
      };
      scanSets(session, keys, note, (err) => (err ? reject(err) : resolve(uids)));
    });
  }

  it('goes on in each where it stands; of no set there is nothing', async () => {
    assert.deepEqual(await scan(['a', 'b', 'c']), ['a1', 'b1', 'a2']);
    assert.deepEqual(asked, [['a 0', 'b 0', 'c 0'], ['a 7']]);
    assert.deepEqual(await scan([]), []);
  });

  it('begins anew behind a connection that was lost, also where the answer says that it is done', async () => {
    let count = 0;
    session.onAsked = () => { if (++count === 2) session.connection = 2; };
    assert.deepEqual(await scan(['a']), ['a1', 'a2', 'a1', 'a2']);
    assert.deepEqual(asked, [['a 0'], ['a 7'], ['a 0'], ['a 7']]);
  });

  it('begins anew when it was lost between two steps', async () => {
    let count = 0;
    const found = await scan(['a', 'b'], (next) => {
      if (++count === 1) session.connection = 2;
      setImmediate(next);
    });
    assert.deepEqual(found, ['a1', 'b1', 'a1', 'a2']);
    assert.deepEqual(asked, [['a 0', 'b 0'], ['a 0'], ['a 7']]);
  });

  it('leaves out what is no set, and ends with any other refusal, and with an error of whom it tells', async () => {
    const refusal = (reply) => Object.assign(new Error(reply), { reply });
    ANSWERS['d 0'] = refusal('WRONGTYPE');
    assert.deepEqual(await scan(['d', 'b']), ['b1']);
    ANSWERS['d 0'] = refusal('NOPERM');
    await assert.rejects(scan(['d', 'b']), { reply: 'NOPERM' });
    await assert.rejects(scan(['b'], (next) => next(new Error('enough'))), /enough/);
  });
});
