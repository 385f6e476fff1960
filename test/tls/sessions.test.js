'use strict';

const assert = require('assert');
const fs = require('fs');
const path = require('path');
const { once } = require('events');
const { parse } = require('../../lib/options');
const { Sessions } = require('../../lib/tls/sessions');
const { EventEmitter } = require('events');
const { until } = require('../support/patience');
const { Authority } = require('../support/certificates');
const { startTlsPeer } = require('./server');

/** The start of the story is the same for both: a ticket comes with the handshake (1.2), or after it (1.3). */
for (const version of ['TLSv1.2', 'TLSv1.3']) {
  describe(`sessions of ${version}`, () => {
    let authority;
    let other;
    let peer;
    let files;

    before(async () => {
      authority = new Authority('authority');
      other = new Authority('other');
      const hosts = 'IP:127.0.0.1,DNS:localhost,DNS:second';
      peer = await startTlsPeer(authority.sign('server', { hosts }), { minVersion: version, maxVersion: version, requestCert: true, rejectUnauthorized: false });
      const { cert, key } = authority.sign('me');
      files = { ca: path.join(authority.dir, 'mine.ca'), cert: path.join(authority.dir, 'mine.crt'), key: path.join(authority.dir, 'mine.key') };
      fs.copyFileSync(authority.ca, files.ca);
      fs.copyFileSync(cert, files.cert);
      fs.copyFileSync(key, files.key);
    });
    after(() => peer.close());

    const tlsOf = (more) => parse({ tls: { ...files, ...more } }).options.tls;

    /** Whether a connection resumes a session; the next one may resume its own. */
    const resumes = async (tls, host = 'localhost', more = {}) => {
      const socket = tls.connect(host, peer.port, { host: '127.0.0.1', ...more });
      let tickets = 0;
      socket.on('session', () => tickets++);
      await once(socket, 'secureConnect');
      socket.write('*1\r\n$4\r\nPING\r\n');
      socket.resume();
      const reused = socket.isSessionReused();
      if (!reused) await until(() => tickets > 0);
      socket.destroy();
      return reused;
    };

    it('are resumed by the next connection to the same server', async () => {
      const tls = tlsOf();
      assert.deepStrictEqual([await resumes(tls), await resumes(tls), await resumes(tls)], [false, true, true]);
    });

    it('are their own for each host and for each option', async () => {
      const tls = tlsOf();
      await resumes(tls);
      assert.strictEqual(await resumes(tls, 'second'), false);
      assert.strictEqual(await resumes(tls, 'second'), true);
      assert.strictEqual(await resumes(tlsOf()), false);
    });

    const changes = {
      ca: () => fs.appendFileSync(files.ca, fs.readFileSync(other.ca)),
      cert: () => fs.appendFileSync(files.cert, '\n'),
      key: () => fs.appendFileSync(files.key, '\n'),
    };
    for (const [name, change] of Object.entries(changes)) {
      it(`are not resumed with another text of ${name}`, async () => {
        const tls = tlsOf();
        await resumes(tls);
        assert.strictEqual(await resumes(tls), true);
        change();
        assert.deepStrictEqual([await resumes(tls), await resumes(tls)], [false, true]);
      });
    }

    it('are not resumed with another server name', async () => {
      const same = tlsOf({ servername: 'second' });
      assert.deepStrictEqual([await resumes(same, 'localhost'), await resumes(same, 'localhost')], [false, true]);
    });

    it('are forgotten when one was of no use', async () => {
      const tls = tlsOf();
      await resumes(tls);
      const socket = tls.connect('localhost', peer.port, { host: '127.0.0.1' });
      socket.on('error', () => {}).destroy();
      await once(socket, 'close');
      assert.strictEqual(await resumes(tls), false);
    });

    it('are not kept of a server that was not verified', async () => {
      const tls = parse({ tls: { ca: other.ca } }).options.tls;
      peer.resumed.length = 0;
      for (let i = 0; i < 3; i++) {
        const socket = tls.connect('localhost', peer.port, { host: '127.0.0.1' });
        const [error] = await once(socket, 'error');
        assert.ok(error instanceof Error);
        await once(socket, 'close');
        assert.strictEqual(tls.optionsFor('localhost', peer.port).session, undefined);
      }
      assert.ok(!peer.resumed.includes(true));
    });
  });
}

describe('the sessions that are kept', () => {
  const kept = (sessions, where, id = 'same') => {
    const socket = new EventEmitter();
    sessions.watch(where, id, socket);
    socket.emit('session', Buffer.from(where));
    socket.emit('secureConnect');
  };

  it('are a thousand and some, of which the oldest goes first', () => {
    const sessions = new Sessions();
    for (let i = 0; i < 1024; i++) kept(sessions, `h${i}`);
    kept(sessions, 'h0');
    kept(sessions, 'one more');
    const there = (where) => sessions.find(where, 'same') !== undefined;
    assert.deepStrictEqual(['h0', 'h1', 'h2', 'h1023', 'one more'].map(there), [true, false, true, true, true]);
  });

  it('are of who was verified, also when they came before', () => {
    const sessions = new Sessions();
    const socket = new EventEmitter();
    sessions.watch('h', 'same', socket);
    socket.emit('session', Buffer.from('early'));
    assert.strictEqual(sessions.find('h', 'same'), undefined);
    socket.emit('secureConnect');
    assert.deepStrictEqual(sessions.find('h', 'same'), Buffer.from('early'));
    socket.emit('session', Buffer.from('later'));
    assert.deepStrictEqual(sessions.find('h', 'same'), Buffer.from('later'));
  });

  it('are those of who is the same', () => {
    const sessions = new Sessions();
    kept(sessions, 'h', 'one');
    assert.deepStrictEqual([sessions.find('h', 'one'), sessions.find('h', 'other')], [Buffer.from('h'), undefined]);
  });
});
