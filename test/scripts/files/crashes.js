'use strict';

describe('a process', () => {
  it('lives', () => {});
  it('dies', async () => {
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  });
});
