'use strict';

const assert = require('node:assert/strict');
const write = require('../../lib/delivery/write');

/** As much of a socket as is used, which takes nothing until it is told to. */
class Slow {
  constructor() {
    this.corked = 0;
    this.destroyed = false;
  }

  _write(bytes, encoding, cb) {
    this.take = cb;
  }

  cork() {
    this.corked++;
  }

  uncork() {
    this.corked--;
  }
}

describe('a write past the stream', () => {
  it('corks the stream until the kernel has taken it', () => {
    const socket = new Slow();
    write(socket, Buffer.from('x'));
    assert.equal(socket.corked, 1);
    socket.take();
    assert.equal(socket.corked, 0);
  });

  it('leaves a stream alone that was destroyed meanwhile', () => {
    const socket = new Slow();
    write(socket, Buffer.from('x'));
    socket.destroyed = true;
    socket.take();
    assert.equal(socket.corked, 1);
  });
});
