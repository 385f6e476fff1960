'use strict';

const assert = require('assert/strict');
const { spawnSync } = require('child_process');
const fs = require('fs');
const { setTimeout: sleep } = require('timers/promises');
const { until } = require('./patience');
const { startRedis } = require('./redis');

describe('startRedis', () => {
  /** @type {Awaited<ReturnType<typeof startRedis>>} */
  let redis;
  before(async () => { redis = await startRedis(); });
  after(() => redis.stop());

  it('runs a server of its own, under the process id that it names', async () => {
    const info = await redis.command('INFO', 'server');
    assert.match(info, new RegExp('process_id:' + redis.pid + '\\r'));
    assert.ok(fs.existsSync(redis.path));
  });

  it('is the program that REDIS_SERVER names', () => {
    const script = `require(${JSON.stringify(require.resolve('./redis'))}).startRedis().catch(err => require('fs').writeSync(1, err.message))`;
    const { stdout } = spawnSync(process.execPath, ['-e', script], { env: { ...process.env, REDIS_SERVER: 'false' }, encoding: 'utf8' });
    assert.match(stdout, /^false ended: /);
  });

  it('reads text and bytes', async () => {
    await redis.command('SADD', 'k', Buffer.from([0xff, 0]));
    assert.deepEqual(await redis.raw('SMEMBERS', 'k'), [Buffer.from([0xff, 0])]);
    assert.equal(await redis.command('SET', 't', 'é\r\n'), 'OK');
    assert.equal(await redis.command('GET', 't'), 'é\r\n');
    assert.equal(await redis.command('GET', 'none'), null);
  });

  it('rejects with what Redis says', async () => {
    await assert.rejects(redis.command('INCR', 't'), { reply: 'ERR' });
  });

  it('freezes and thaws', async () => {
    redis.freeze();
    let answered = false;
    const reply = redis.command('PING').then(() => { answered = true; });
    await sleep(100);
    assert.equal(answered, false);
    redis.thaw();
    await reply;
  });

  it('starts again on the same port, and fails with the reason of the server', async () => {
    const first = await startRedis();
    await first.kill();
    await assert.rejects(first.command('PING'));
    const second = await startRedis({ port: first.port });
    assert.equal(await second.command('PING'), 'PONG');
    await assert.rejects(startRedis({ port: first.port }), /Address already in use|ended/);
    await Promise.all([first.stop(), second.stop()]);
    assert.ok(!fs.existsSync(first.dir) && !fs.existsSync(second.dir));
  });

  it('leaves no server behind when its process is killed', async () => {
    const script = `require(${JSON.stringify(require.resolve('./redis'))}).startRedis().then(redis => {
      require('fs').writeSync(1, String(redis.pid));
      require('fs').rmSync(redis.dir, { recursive: true });
      process.kill(process.pid, 'SIGKILL');
    })`;
    const pid = Number(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout);
    assert.ok(pid > 0);
    await until(() => !isRunning(pid));
  });
});

/** @param {number} pid of a process that may also be dead and not yet waited for */
function isRunning(pid) {
  const stat = '/proc/' + pid + '/stat';
  return fs.existsSync(stat) && !/\) [ZX] /.test(fs.readFileSync(stat, 'utf8'));
}
