'use strict';

const assert = require('node:assert/strict');
const ExitCode = require('../../lib/service/exitCode');
const { logged } = require('./helpers');

describe('the exit code of a process with several applications', () => {
  let before;
  beforeEach(() => {
    before = process.exitCode;
    process.exitCode = undefined;
  });
  afterEach(() => { process.exitCode = before; });

  const why = new Error('no Redis');

  for (const first of [0, 1]) {
    it(`is 1 until all that failed have started, number ${first} first`, async () => {
      const codes = [new ExitCode(), new ExitCode()];
      const lines = await logged(() => codes.forEach((code) => code.fail(why)));
      assert.equal(lines.length, 2);
      assert.equal(process.exitCode, 1);
      codes[first].takeBack();
      assert.equal(process.exitCode, 1);
      codes[1 - first].takeBack();
      assert.equal(process.exitCode, undefined);
    });
  }

  it('stays what somebody else has set, before or meanwhile', async () => {
    await logged(() => {
      const code = new ExitCode();
      process.exitCode = 3;
      code.fail(why);
      code.takeBack();
      assert.equal(process.exitCode, 3);
      process.exitCode = undefined;
      code.fail(why);
      process.exitCode = 4;
      code.takeBack();
      assert.equal(process.exitCode, 4);
    });
  });

  it('is nothing to a service that has started at once', () => {
    process.exitCode = 1;
    new ExitCode().takeBack();
    assert.equal(process.exitCode, 1);
  });
});
