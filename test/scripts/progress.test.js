'use strict';

const assert = require('node:assert/strict');
const Progress = require('../../scripts/lib/progress');

describe('the progress of a script', () => {
  /** What a terminal of `columns` shows in its lines at the end, and all that was written. @param {object} out */
  function make(out) {
    const written = [];
    const progress = new Progress({ ...out, write: text => written.push(text) });
    return { progress, written, screen: () => screen(written.join('')) };
  }

  it('says which steps run and how many of their tests are through', () => {
    const { progress } = make({});
    progress.expect('steps', 10, 2);
    const mocha = progress.begin('mocha', 740);
    const lint = progress.begin('lint');
    mocha.done = 312;
    assert.equal(progress.line(), '2 of 10 steps done; mocha 312/740, lint; 0 s');
    mocha.total = 0;
    assert.equal(progress.line(), '2 of 10 steps done; mocha 312, lint; 0 s');
    for (const task of [mocha, lint]) task.end();
  });

  it('says what is being installed, and how long already', () => {
    const { progress } = make({});
    const task = progress.begin('installing');
    progress.began -= 12000;
    assert.equal(progress.line(), 'installing; 12 s');
    task.end();
  });

  it('is one line in a terminal, which makes room for what stays, and goes at the end', () => {
    const { progress, written, screen } = make({ isTTY: true, columns: 80 });
    const first = progress.begin('a longer name', 3);
    assert.deepEqual(screen(), ['a longer name 0/3; 0 s']);
    const second = progress.begin('b');
    assert.deepEqual(screen(), ['a longer name 0/3, b; 0 s']);
    progress.say('%s is %d', 'that', 1);
    assert.deepEqual(screen(), ['that is 1', 'a longer name 0/3, b; 0 s']);
    first.end();
    progress.show();
    assert.deepEqual(screen(), ['that is 1', 'b; 0 s']);
    second.end();
    assert.deepEqual(screen(), ['that is 1', '']);
    assert.equal(written.join('').split('\n').length, 2);
  });

  it('is never wider than the terminal', () => {
    const { progress, screen } = make({ isTTY: true, columns: 20 });
    const task = progress.begin('a name of more than twenty characters');
    assert.deepEqual(screen(), ['a name of more tha…']);
    task.end();
  });

  it('writes whole lines into a log, and only when it is time', () => {
    const { progress, written } = make({});
    const task = progress.begin('mocha', 2);
    progress.say('building');
    assert.deepEqual(written, ['building\n']);
    progress.show();
    assert.deepEqual(written, ['building\n', 'mocha 0/2; 0 s\n']);
    task.end();
    assert.equal(written.length, 2);
  });

  it('comes each second in a terminal, each half minute in a log', () => {
    for (const [out, every] of [[{ isTTY: true }, 1000], [{}, 30000]]) {
      const { progress } = make(out);
      const task = progress.begin('mocha');
      assert.equal(/** @type {any} */ (progress.timer)._idleTimeout, every);
      task.end();
      assert.equal(progress.timer, undefined);
    }
  });
});

/** @param {string} text @returns {string[]} */
function screen(text) {
  return text.split('\n').map(line => line.split('\r').reduce((shown, piece) => piece + shown.slice(piece.length), '').trimEnd());
}
