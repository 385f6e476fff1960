'use strict';

const assert = require('assert');
const { EventEmitter, once } = require('events');
const Doubts = require('../../lib/tls/doubts');

/** A socket of TLS that is through; */
class Socket extends EventEmitter {
  constructor({ protocol = 'TLSv1.3' } = {}) {
    super();
    Object.assign(this, { bytesRead: 0, destroyed: false, seen: [] });
    this.getProtocol = () => protocol;
    this.on('accepted', () => this.seen.push('accepted'));
  }

  end(name, { bytesRead = 0 } = {}) {
    this.bytesRead = bytesRead;
    this.emit(name, new Error(name));
    this.destroyed = true;
    this.emit('close');
  }
}

describe('a server that may not have accepted us', () => {
  const begin = (doubts, how) => {
    const socket = new Socket(how);
    doubts.watch('h 1', socket);
    socket.emit('secureConnect');
    return socket;
  };

  /** One that has closed a connection before it said anything. */
  const doubted = (name = 'error') => {
    const doubts = new Doubts();
    begin(doubts).end(name);
    return doubts;
  };

  it('is believed at first, once', () => {
    const socket = begin(new Doubts());
    socket.emit('session');
    assert.deepStrictEqual(socket.seen, ['accepted']);
  });

  for (const name of ['error', 'end']) {
    it(`has to give a session when the last connection ended before it said anything (${name})`, () => {
      const socket = begin(doubted(name));
      assert.deepStrictEqual(socket.seen, []);
      socket.emit('session');
      assert.deepStrictEqual(socket.seen, ['accepted']);
    });
  }

  it('is believed after a while when it gives none', async () => {
    const socket = begin(doubted());
    const held = setInterval(() => {}, 1000);
    await once(socket, 'accepted');
    clearInterval(held);
    socket.emit('session');
    assert.deepStrictEqual(socket.seen, ['accepted']);
  });

  it('is not waited for when it has refused us, or with TLS 1.2', () => {
    const socket = begin(doubted());
    socket.end('error');
    socket.emit('session');
    assert.deepStrictEqual(socket.seen, []);
    assert.deepStrictEqual(begin(doubted(), { protocol: 'TLSv1.2' }).seen, ['accepted']);
  });

  it('is believed again when it has said something, and at other addresses', () => {
    const doubts = doubted();
    const other = new Socket();
    doubts.watch('h 2', other);
    other.emit('secureConnect');
    assert.deepStrictEqual(other.seen, ['accepted']);
    begin(doubts).end('error', { bytesRead: 1 });
    assert.deepStrictEqual(begin(doubts).seen, ['accepted']);
  });

  it('is not doubted for what we have closed', () => {
    const doubts = new Doubts();
    begin(doubts).emit('close');
    assert.deepStrictEqual(begin(doubts).seen, ['accepted']);
  });
});
