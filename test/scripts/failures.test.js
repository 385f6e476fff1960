'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { describe: tellOf, shorten, LINES, WIDTH } = require('../../scripts/lib/failures');
const { mocha } = require('../../scripts/lib/mocha');

const root = path.join(__dirname, '..', '..');

describe('a failure', () => {
  it('is shown in 30 lines at most: the first, the last, and how many are left out', () => {
    const lines = Array.from({ length: 500 }, (_, i) => 'line ' + i);
    const shown = shorten(lines.join('\n')).split('\n');
    assert.equal(shown.length, LINES);
    assert.deepEqual([shown[0], shown[21], shown[22], shown[23], shown[27]],
      ['line 0', 'line 21', '… 473 lines left out', 'line 495', 'line 499']);
    assert.equal(shorten(lines.slice(0, LINES).join('\n')), lines.slice(0, LINES).join('\n'));
    assert.equal(shorten(lines.slice(0, LINES + 1).join('\n')).split('\n').length, LINES);
  });

  it('has no line that fills a screen', () => {
    assert.equal(shorten('x'.repeat(1000)), 'x'.repeat(WIDTH) + '… 700 characters left out');
    assert.equal(shorten('x'.repeat(WIDTH)), 'x'.repeat(WIDTH));
  });

  it('begins with its place, also under an assertion of five hundred numbers', () => {
    const err = thrown(() => assert.deepEqual(Array.from({ length: 500 }, (_, i) => i), []));
    const shown = shorten(tellOf(err)).split('\n');
    assert.match(shown[0], /^ +at .*test\/scripts\/failures\.test\.js:\d+:\d+/);
    assert.match(shown[1], /^AssertionError.*deep-equal/);
    assert.ok(shown.length <= LINES);
  });

  it('shows the difference that a message of its own hides', () => {
    const shown = tellOf(thrown(() => assert.deepEqual([1, 2], [1, 3], 'the servers')));
    assert.match(shown, /the servers/);
    assert.match(shown, /^\+ +2,?$/m);
    assert.match(shown, /^- +3,?$/m);
  });

  it('may be anything, and have a cause', () => {
    assert.equal(tellOf('text'), 'text');
    assert.equal(tellOf(undefined), 'undefined');
    assert.match(tellOf(new Error('outer', { cause: new TypeError('inner') })), /Error: outer[^]*caused by [^]*TypeError: inner/);
    const circle = new Error('circle');
    circle.cause = circle;
    assert.match(tellOf(circle), /circle/);
  });
});

describe('a file of tests', () => {
  it('gives its tests that passed and those that failed, in short, the rest in a file', async () => {
    const { task, passed, failures } = await play('fails');
    assert.deepEqual([task.done, task.total, passed, failures.length], [2, 2, 1, 2]);
    const [numbers, hook] = failures;
    assert.equal(numbers.title, 'test/scripts/files/fails.js: numbers are many');
    assert.ok(numbers.text.split('\n').length <= LINES);
    assert.match(fs.readFileSync(path.join(root, numbers.file), 'utf8'), /said beside/);
    assert.match(hook.title, /"after all" hook/);
  });

  it('shows its failures in short also where mocha alone runs it', () => {
    const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const { stdout } = spawnSync(process.execPath, [mocha, 'test/scripts/files/fails.js'], { cwd: root, encoding: 'utf8' });
    assert.match(stdout, /2 failing[^]*lines left out/);
    assert.ok(stdout.split('\n').length < 3 * LINES, stdout.length + ' characters');
  });

  it('that crashes is a failure with the name of the test that was running', async () => {
    const { passed, failures } = await play('crashes');
    assert.equal(passed, 1);
    assert.deepEqual(failures.map(({ title }) => title),
      ['test/scripts/files/crashes.js: ended by SIGKILL, while running a process dies']);
  });

  it('that ends before its tests do is a failure, whatever its exit code', async () => {
    const { failures } = await play('leaves');
    assert.deepEqual(failures.map(({ title }) => title),
      ['test/scripts/files/leaves.js: ended before its tests did, while running a process leaves']);
  });

  it('that hangs is a failure', async () => {
    const { failures } = await play('hangs', { seconds: 3 });
    assert.match(failures[0].title, /hangs\.js: still running after 3 s/);
  });

  it('that cannot be loaded is a failure', async () => {
    const { failures } = await play('broken');
    assert.match(failures[0].title, /broken\.js: exit code 1/);
    assert.match(failures[0].text, /cannot be loaded/);
  });
});

/** @param {string} name @param {object} [how] */
async function play(name, how) {
  const task = { name: 'scripts', done: 0, total: 0, end() {} };
  return { task, ...await mocha(task, ['test/scripts/files/' + name + '.js'], how) };
}

/** @param {() => void} run @returns {Error} */
function thrown(run) {
  try {
    run();
  } catch (err) {
    return err;
  }
  throw new Error('nothing was thrown');
}
