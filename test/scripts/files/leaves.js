'use strict';

describe('a process', () => {
  it('leaves', () => process.exit(0));
});
