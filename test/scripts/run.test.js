'use strict';

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { run } = require('../../scripts/lib/run');
const { until } = require('../support/patience');

/** A shell and, in the background, a sleep; their pids are its output. */
const FAMILY = 'sleep 1000 & echo $$ $!; echo [$$, $!] >&3; wait';

describe('a program that a script runs', () => {
  it('is killed with what it has started when it takes too long', async () => {
    const done = await run('sh', ['-c', FAMILY], { seconds: 1 });
    assert.equal(done.reason, 'still running after 1 s');
    await until(() => !pidsIn(done.output).some(isAlive));
  });

  it('is killed with what it has started when the script is interrupted', async () => {
    const pids = await interrupt(FAMILY, {});
    await until(() => !pids.some(isAlive));
  });

  it('is waited for when it installs', async () => {
    const pids = await interrupt('sleep 1 & echo [$$, $!] >&3; wait', { installs: true });
    assert.deepEqual(pids.map(isAlive), [false, false]);
  });

  it('says what happened, and fails without being thrown', async () => {
    assert.deepEqual(reasons(await run('sh', ['-c', 'exit 3'])), [false, 'exit code 3']);
    assert.deepEqual(reasons(await run('sh', ['-c', 'kill -9 $$'])), [false, 'ended by SIGKILL']);
    assert.match((await run('no-such-program', [])).reason, /ENOENT/);
    assert.deepEqual(reasons(await run('true', [])), [true, '']);
  });

  it('is heard on file descriptor 3, but for half a line', async () => {
    const heard = [];
    await run('sh', ['-c', 'echo \'{"a":1}\' >&3; printf \'{"b"\' >&3'], { told: event => heard.push(event) });
    assert.deepEqual(heard, [{ a: 1 }]);
  });
});

/**
 * Interrupts a script that runs this.
 *
 * @param {string} shell which prints its pids
 * @param {object} how
 * @returns {Promise<number[]>} the pids, once the script has ended
 */
async function interrupt(shell, how) {
  const script = path.join(__dirname, 'files', 'runs.js');
  const child = spawn(process.execPath, [script, shell, JSON.stringify(how)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  child.kill('SIGTERM');
  await once(child, 'exit');
  return JSON.parse(line);
}

/** @param {{ok: boolean, reason: string}} done */
function reasons({ ok, reason }) {
  return [ok, reason];
}

/** @param {string} output */
function pidsIn(output) {
  return output.trim().split(' ').map(Number);
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
