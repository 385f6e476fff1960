'use strict';

const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const Steady = require('../../scripts/lib/steady');
const { until } = require('../support/patience');

const root = path.join(__dirname, '..', '..');

describe('npm run steady', () => {
  let folder = '';
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'steady-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('goes on where it was', async () => {
    await new Steady(folder, () => 'same').collect(2, green);
    let performed = 0;
    const again = new Steady(folder, () => 'same');
    await again.collect(5, async () => {
      performed++;
      return green();
    });
    assert.deepEqual([performed, again.runs.length], [3, 5]);
    assert.equal(again.report().pop(), '5 of 5 runs green');
    await again.collect(5, () => Promise.reject(new Error('one too many')));
  });

  it('begins anew with other sources, and finds the runs of the former ones when those are back', async () => {
    await new Steady(folder, () => 'one').collect(2, green);
    assert.equal(new Steady(folder, () => 'other').runs.length, 0);
    assert.equal(new Steady(folder, () => 'one').runs.length, 2);
  });

  it('forgets what it is told to forget', async () => {
    const steady = new Steady(folder, () => 'same');
    await steady.collect(2, green);
    steady.forget();
    assert.deepEqual([steady.runs.length, new Steady(folder, () => 'same').runs.length], [0, 0]);
  });

  it('does not count a run that was interrupted', async () => {
    const child = spawn(process.execPath, [path.join(__dirname, 'files', 'interrupted.js'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    await once(child, 'exit');
    assert.equal(new Steady(folder, () => 'same').runs.length, 2);
  });

  it('does not count a run during which the sources changed, and ends', async () => {
    let sources = 'before';
    const steady = new Steady(folder, () => sources);
    await assert.rejects(steady.collect(3, async () => {
      sources = 'after';
      return green();
    }), /the sources have changed/);
    assert.equal(new Steady(folder, () => 'before').runs.length, 0);
    assert.equal(new Steady(folder, () => 'after').runs.length, 0);
  });

  it('tells which tests failed how often, the most frequent first', async () => {
    const runs = [['a'], ['b', 'a'], [], ['a']];
    const steady = new Steady(folder, () => 'same');
    await steady.collect(4, async () => ({ ...await green(), failures: (runs.shift() || []).map(title => failure(title)) }));
    const report = steady.report();
    assert.deepEqual(report.join('\n').match(/failed in .*/g), ['failed in 3 of 4 runs: a', 'failed in 1 of 4 runs: b']);
    assert.equal(report.pop(), '1 of 4 runs green');
  });

  it('refuses what is no number of runs', () => {
    for (const runs of ['0', '-1', 'x', '1.5']) {
      const done = spawnSync(process.execPath, ['scripts/steady.js', '--runs=' + runs], { cwd: root, encoding: 'utf8' });
      assert.equal(done.status, 1);
      assert.match(done.stdout, /^--runs: got .*, expected a whole number, 1 or more$/m);
    }
  });
});

describe('spinning processes', () => {
  it('end with whoever started them, however that ends', async () => {
    const child = spawn(process.execPath, [path.join(__dirname, 'files', 'spins.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(child.stdout, 'data');
    const pids = String(line).trim().split(' ').map(Number);
    assert.equal(pids.length, 2);
    assert.ok(pids.every(isAlive));
    child.kill('SIGKILL');
    await until(() => !pids.some(isAlive));
  });
});

async function green() {
  return { date: new Date().toISOString(), seconds: 1, load: 0, passed: 3, failures: [] };
}

/** @param {string} title */
function failure(title) {
  return { title, text: 'why', file: 'where' };
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
