'use strict';

describe('a test', () => {
  it('waits for ever', () => new Promise(() => setInterval(() => {}, 1000)));
});
