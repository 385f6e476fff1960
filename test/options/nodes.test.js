'use strict';

const assert = require('assert');
const { parse } = require('../../lib/options');

const parsed = (opts) => {
  const { options, error } = parse(opts);
  assert.ifError(error);
  return options;
};

const refusal = (opts) => {
  const { error } = parse(opts);
  assert.strictEqual(error && error.code, 'EINVAL', JSON.stringify(opts));
  return error.message;
};

const starts = (text, start) => assert.ok(text.startsWith(start), `${text}\n  does not begin with: ${start}`);

/** Options that a list of sentinels needs besides. */
const LISTS = { sentinels: { name: 'm' }, cluster: {} };

describe('addresses of sentinels and of a cluster', () => {
  const right = [
    ['h:1', { host: 'h', port: 1 }],
    ['10.0.0.1:65535', { host: '10.0.0.1', port: 65535 }],
    ['[::1]:7', { host: '::1', port: 7 }],
    ['[fe80::1%eth0]:7', { host: 'fe80::1%eth0', port: 7 }],
    ['redis-1.local:007', { host: 'redis-1.local', port: 7 }],
    [{ host: 'h', port: 1 }, { host: 'h', port: 1 }],
    [{ host: '[::1]', port: '1' }, { host: '::1', port: 1 }],
    [{ host: '::1', port: 1, more: 2 }, { host: '::1', port: 1 }],
    [Object.create({ host: 'h', port: 1 }), { host: 'h', port: 1 }],
  ];
  const wrong = [
    ['h', ''], ['h:', ''], [':1', ''], ['::1', ''], ['::1:1', ''], ['h:1:2', ''], ['h:x', ''], ['h:-1', ''], ['h:1 ', ''], ['a b:1', ''], ['', ''],
    ['redis://h:1', ''], ['u:pw@h:1', ''], [['h', 1], ''], [7, ''], [true, ''], [null, ''], [undefined, ''], [() => {}, ''],
    ['h:0', '.port'], ['h:65536', '.port'], ['[h]:1', '.host'], ['[127.0.0.1]:1', '.host'], ['[]:1', '.host'],
    [{}, '.host'], [{ port: 1 }, '.host'], [{ host: '' }, '.host'], [{ host: 'h:1' }, '.host'], [{ host: 7 }, '.host'], [{ host: 'u@h' }, '.host'],
    [{ host: 'h', port: 0 }, '.port'], [{ host: 'h', port: '/s' }, '.port'], [{ host: 'h', port: {} }, '.port'], [{ host: 'h', port: 1.5 }, '.port'],
  ];

  for (const [option, more] of Object.entries(LISTS)) {
    for (const [entry, want] of right) {
      it(`${option} may have ${JSON.stringify(entry)}`, () => assert.deepStrictEqual(parsed({ ...more, [option]: ['x:2', entry] })[option], [{ host: 'x', port: 2 }, want]));
    }
    for (const [entry, place] of wrong) {
      it(`${option} may not have ${typeof entry === 'function' ? 'a function' : JSON.stringify(entry)}`, () => {
        starts(refusal({ ...more, [option]: ['x:2', entry, 'y'] }), `option ${option}[1]${place}: `);
        assert.ok(!refusal({ ...more, [option]: ['x:2', entry] }).includes('pw'));
      });
    }
    it(`${option} is a list with something in it`, () => {
      for (const value of ['h:1', 'h', 7, {}, { 0: 'h:1', length: 1 }, () => {}, new Set(['h:1'])]) starts(refusal({ ...more, [option]: value }), `option ${option}: got `);
      starts(refusal({ ...more, [option]: [] }), `option ${option}: the list is empty`);
      starts(refusal({ ...more, [option]: new Array(1) }), `option ${option}[0]: `);
    });
  }

  it('without a port have the usual one', () => {
    for (const port of [undefined, null, '']) {
      assert.deepStrictEqual(parsed({ sentinels: [{ host: 'h', port }], name: 'm' }).sentinels, [{ host: 'h', port: 26379 }]);
      assert.deepStrictEqual(parsed({ cluster: [{ host: 'h', port }] }).cluster, [{ host: 'h', port: 6379 }]);
    }
  });

  it('cluster: true is the server at host and port, false is none', () => {
    assert.deepStrictEqual(parsed({ cluster: true }).cluster, [{ host: '127.0.0.1', port: 6379 }]);
    assert.deepStrictEqual(parsed({ cluster: true, host: '[::1]', port: 7 }).cluster, [{ host: '::1', port: 7 }]);
    assert.deepStrictEqual(parsed({ cluster: true, url: 'redis://:p@h:7/2' }).cluster, [{ host: 'h', port: 7 }]);
    for (const cluster of [false, null, undefined, '']) assert.strictEqual(parsed({ cluster, path: '/s' }).cluster, null);
  });
});

describe('the login at sentinels', () => {
  const login = (opts) => {
    const { sentinelUsername, sentinelPassword } = parsed({ sentinels: ['h:1'], name: 'm', ...opts });
    return [sentinelUsername, sentinelPassword && sentinelPassword.reveal()];
  };

  it('is its own', () => {
    assert.deepStrictEqual(login({ username: 'u', password: 'p' }), [null, null]);
    assert.deepStrictEqual(login({ sentinelPassword: 's', password: 'p' }), [null, 's']);
    assert.deepStrictEqual(login({ sentinelUsername: 'u' }), ['u', '']);
    assert.deepStrictEqual(login({ sentinelPassword: 12 }), [null, '12']);
    assert.deepStrictEqual(login({ sentinelPassword: '' }), [null, null]);
    for (const name of ['sentinelUsername', 'sentinelPassword']) starts(refusal({ [name]: ['pw'] }), `option ${name}: got an array`);
  });
});

describe('natMap', () => {
  const mapped = (natMap, host, port) => parsed({ natMap }).natMap(host, port);

  it('gives what is not in it as it is', () => {
    assert.deepStrictEqual(parsed({}).natMap('h', 1), { host: 'h', port: 1 });
    for (const natMap of [{}, null, { 'h:2': 'x:1', 'g:1': 'y:1' }]) assert.deepStrictEqual(mapped(natMap, 'h', 1), { host: 'h', port: 1 });
    assert.deepStrictEqual(mapped({}, '__proto__', 1), { host: '__proto__', port: 1 });
  });

  it('knows an address however it is written', () => {
    const x = { host: 'x', port: 1 };
    assert.deepStrictEqual(mapped({ '10.0.0.1:6379': 'x:1' }, '10.0.0.1', 6379), x);
    assert.deepStrictEqual(mapped({ '10.0.0.1:6379': { host: '[::1]', port: '1' } }, '10.0.0.1', 6379), { host: '::1', port: 1 });
    assert.deepStrictEqual(mapped({ 'Redis.Local:1': 'x:1' }, 'redis.LOCAL', 1), x);
    assert.deepStrictEqual(mapped({ '[0:0::1]:1': 'x:1' }, '::1', 1), x);
    assert.deepStrictEqual(mapped({ '[FE80::1%eth0]:1': 'x:1' }, 'fe80::1%eth0', 1), x);
  });

  const wrong = [
    ['h:1', 'natMap: got "h:1"'], [[['h:1', 'x:1']], 'natMap: got an array'], [true, 'natMap: got true'], [new Map([['h:1', 'x:1']]), 'natMap: got an object'],
    [{ h: 'x:1' }, 'natMap["h"]: got "h", expected a key'], [{ '::1:6379': 'x:1' }, 'natMap["::1:6379"]: '], [{ 'h:0': 'x:1' }, 'natMap["h:0"]: '],
    [{ 'h:1': 'x' }, 'natMap["h:1"]: got "x"'], [{ 'h:1': { host: 'x' } }, 'natMap["h:1"].port: it is not given'],
    [{ 'h:1': { port: 1 } }, 'natMap["h:1"].host: it is not given'], [{ 'h:1': { host: 'x', port: -1 } }, 'natMap["h:1"].port: got -1'],
    [{ '10.0.0.1:6379': { host: 'x', port: 'y' } }, 'natMap["10.0.0.1:6379"].port: got "y"'], [{ 'h:1': null }, 'natMap["h:1"]: it is not given'],
    [{ 'u:pw@h:1': 'x:1' }, 'natMap[text with :// or @ in it]: '],
  ];
  for (const [natMap, start] of wrong) {
    it(`may not be ${JSON.stringify(natMap)}`, () => starts(refusal({ natMap }), `option ${start}`));
  }
});

describe('what does not go together', () => {
  const sentinels = ['h:1'];
  const conflicts = [
    [{ sentinels, name: 'm', cluster: ['h:1'] }, 'sentinels'], [{ sentinels, name: 'm', cluster: true }, 'sentinels'],
    [{ sentinels, name: 'm', path: '/s' }, 'sentinels'], [{ sentinels, name: 'm', port: '/s' }, 'sentinels'], [{ sentinels, name: 'm', url: 'unix:///s' }, 'sentinels'],
    [{ cluster: ['h:1'], path: '/s' }, 'cluster'], [{ cluster: true, port: '/s' }, 'cluster'], [{ cluster: true, url: 'unix:///s' }, 'cluster'],
    [{ sentinels }, 'name'], [{ sentinels, name: '' }, 'name'], [{ sentinels, name: null }, 'name'],
    [{ tls: true, path: '/s' }, 'tls'], [{ tls: {}, url: 'unix:///s' }, 'tls'], [{ url: 'rediss://h', path: '/s' }, 'tls'],
    [{ tls: false, url: 'rediss://h' }, 'tls'], [{ name: {} }, 'name'],
  ];
  for (const [opts, option] of conflicts) it(`${JSON.stringify(opts)} is an error of ${option}`, () => starts(refusal(opts), `option ${option}: `));

  it('and what does', () => {
    for (const opts of [{ sentinels, name: 'm', cluster: false }, { tls: false, path: '/s' }, { tls: true, host: 'h', url: 'unix:///s' }, { tls: null, url: 'rediss://h' }]) parsed(opts);
  });
});

describe('warnings', () => {
  const warnings = (opts) => {
    const { warnings: all, error } = parse(opts);
    assert.ifError(error);
    return all;
  };
  const one = (opts, pattern) => {
    assert.strictEqual(warnings(opts).length, 1, String(warnings(opts)));
    assert.match(warnings(opts)[0], pattern);
  };
  const sentinels = ['h:1'];

  it('tell of an address that is overruled, once', () => {
    one({ sentinels, name: 'm', host: 'x' }, /^option sentinels .* ignored host$/);
    one({ cluster: ['h:1'], host: 'x', port: 1, url: 'redis://y' }, /^option cluster .* ignored host, port, the address in url$/);
    for (const opts of [{ cluster: true, host: 'x', port: 1 }, { sentinels, name: 'm', url: 'redis:///3' }, { host: 'x' }]) assert.deepStrictEqual(warnings(opts), []);
  });

  it('leave the rest of the url as it is', () => {
    const { username, password, db, tls } = parsed({ sentinels, name: 'm', url: 'rediss://u:p@x:1/3' });
    assert.deepStrictEqual([username, password.reveal(), db, tls !== null], ['u', 'p', 3, true]);
  });

  it('tell of what is not verified, once', () => {
    one({ tls: { rejectUnauthorized: false } }, /^option tls\.rejectUnauthorized is false/);
    one({ tls: { rejectUnauthorized: false }, sentinelTLS: { rejectUnauthorized: false }, sentinels, name: 'm' }, /tls\.rejectUnauthorized and sentinelTLS\.rej/);
    assert.deepStrictEqual(warnings({ tls: { rejectUnauthorized: true } }), []);
  });

  it('tell of sentinelTLS without sentinels', () => {
    one({ sentinelTLS: true }, /^option sentinelTLS is ignored/);
    assert.deepStrictEqual(warnings({ sentinelTLS: false }), []);
  });

  const misspelt = {
    sentinel: 'sentinels', sentinelpassword: 'sentinelPassword', nodes: 'cluster', masterName: 'name', sentinelTls: 'sentinelTLS', natmap: 'natMap',
    nodeAddressMap: 'natMap', ssl: 'tls', sentinelUser: 'sentinelUsername', rootNodes: 'cluster', master_name: 'name',
    SENTINELS: 'sentinels', sentinelPassWord: 'sentinelPassword', 'sentinel-password': 'sentinelPassword', Name: 'name', NATMap: 'natMap', cluster_nodes: 'cluster',
  };
  it('tell of what is inherited, and nothing where names cannot be read', () => {
    assert.deepStrictEqual(warnings(Object.create({ Sentinels: 1 })), ['option Sentinels is ignored: did you mean sentinels?']);
    const { warnings: none } = parse(new Proxy({}, { ownKeys() { throw new Error('no'); } }));
    assert.deepStrictEqual(none, []);
  });

  for (const [wrong, right] of Object.entries(misspelt)) {
    it(`tell that ${wrong} is ${right}`, () => {
      one({ [wrong]: 'secret' }, new RegExp(`^option ${wrong} is ignored: did you mean ${right}\\?$`));
      for (const nothing of [undefined, null]) assert.deepStrictEqual(warnings({ [wrong]: nothing }), []);
    });
  }
});
