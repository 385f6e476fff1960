'use strict';

/**
 * A connection whose answers are only counted.
 */
module.exports = class Counted {
  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.socket = socket;
    this.come = 0;
    /** @type {{ until: number, resolve: (value?: unknown) => void }[]} */
    this.waiting = [];
    this.asked = 0;
    socket.on('data', ({ length }) => {
      this.come += length;
      while (this.waiting.length > 0 && this.waiting[0].until <= this.come) this.waiting.shift()?.resolve();
    });
  }

  /** @param {Buffer} bytes @param {number} length of the answer */
  ask(bytes, length) {
    this.socket.write(bytes);
    this.asked += length;
    return new Promise((resolve) => this.waiting.push({ until: this.asked, resolve }));
  }
};
