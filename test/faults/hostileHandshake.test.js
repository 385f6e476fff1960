'use strict';

const assert = require('node:assert/strict');
const { timed } = require('../support/patience');
const { call } = require('../service/helpers');
const { attemptsWithin } = require('./helpers');
const { onPeer, list } = require('./kit');

/** What is no answer to any question of the handshake. */
const WRONG = {
  'HTTP': 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
  'zeros': Buffer.alloc(100),
  'a TLS alert': Buffer.from([0x15, 3, 1, 0, 2, 2, 70]),
  'a nil': '$-1\r\n',
  'a list': list('OK'),
  'an empty list': '*0\r\n',
  'a push of RESP3': '>1\r\n+a\r\n',
  'lists 1,000,000 deep': '*1\r\n'.repeat(1e6),
  'a list of 2^63': '*9223372036854775808\r\n',
  'a string of -2': '$-2\r\n',
  'a line without end': Buffer.alloc(3 << 20, '+'),
};

/** The steps of a handshake with a password and a database. */
const STEPS = {
  'AUTH': ([name]) => name === 'AUTH',
  'SELECT': ([name]) => name === 'SELECT',
  'CLIENT INFO': ([name, what]) => name === 'CLIENT' && what === 'INFO',
  'UNLINK': ([name]) => name === 'UNLINK',
  'PING': ([name]) => name === 'PING',
};

describe('a handshake that is none', () => {
  const on = onPeer();
  const opts = { password: 'secret', db: 1 };

  /** Each step of the first `times` handshakes that is `step` is answered with these bytes. */
  function misbehave(step, bytes, times) {
    on.server.answer = (command) => {
      const fits = STEPS[step](command) && on.server.accepted <= times;
      return fits ? bytes : undefined;
    };
  }

  for (const [what, bytes] of Object.entries(WRONG)) {
    it(`${what}: is tried again until a right one comes`, async () => {
      for (const step of Object.keys(STEPS)) {
        const before = on.server.accepted;
        misbehave(step, bytes, before + 1);
        const service = await on.started(opts);
        assert.equal(on.server.accepted, before + 2, step);
        await call(service, 'stop', true);
      }
    });
  }

  it('is tried until startTimeout, which tells the last reason; the service may be started again', async () => {
    misbehave('PING', 'HTTP/1.1 400 Bad Request\r\n', Infinity);
    const service = on.service({ ...opts, startTimeout: 1000 });
    const { ms, took, value: [err, ...rest] } = await timed(() => call(service, 'start'));
    assert.equal(err.code, 'EPROTOCOL');
    assert.match(err.message, new RegExp(`127.0.0.1:${on.server.port} was not ready within 1000 ms`));
    assert.doesNotMatch(err.message, /secret/);
    assert.deepEqual(rest, []);
    assert.ok(took >= 999 && ms < 1500, `${ms} of ${took} ms`);
    assert.ok(on.server.accepted >= 2 && on.server.accepted <= attemptsWithin(took), `${on.server.accepted} attempts`);
    misbehave('PING', '', 0);
    assert.deepEqual(await call(service, 'start'), [null]);
  });

  it('with more replies than questions is none', async () => {
    misbehave('PING', '+PONG\r\n+PONG\r\n', 1);
    await on.started();
    assert.equal(on.server.accepted, 2);
  });

  it('comes through byte by byte, and with strange words about the client', async () => {
    for (const info of ['', 'id=', 'id=1 addr=', `id=${'9'.repeat(400)} addr=${'a'.repeat(4000)}`, '\0\0\0 addr=x', 'addr=a id=1']) {
      on.server.answer = (command, socket) => {
        if (!STEPS['CLIENT INFO'](command)) return undefined;
        for (const byte of Buffer.from(`$${info.length}\r\n${info}\r\n`)) socket.write(Buffer.from([byte]));
        return null;
      };
      const service = await on.started();
      await call(service, 'stop', true);
    }
  });

  it('that goes wrong later is tried again without end, and calls wait', async () => {
    const service = await on.started();
    misbehave('PING', ':1\r\n', 4);
    const before = on.server.answer;
    on.server.answer = (command) => (command[0] === 'SADD' ? ':1\r\n' : before(command));
    on.server.cut();
    assert.deepEqual(await call(service, 'add', 'n', 'u', 'c1'), [null]);
    assert.equal(on.server.accepted, 5);
  });
});
