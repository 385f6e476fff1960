'use strict';

// Redis' wire format, for the tests' own client and servers: independent of the code under test.

exports.encode = encode;

/**
 * Bytes in, values out, however the bytes are cut. A status is a string, an integer a number, a bulk string a Buffer,
 * an error an Error, a list an array; nil is null.
 */
exports.Decoder = class Decoder {
  /** @param {(value: any) => void} onValue */
  constructor(onValue) {
    this.onValue = onValue;
    /** @type {Buffer} */
    this.rest = Buffer.alloc(0);
    /** @type {Array<{left: number, items: any[]}>} lists begun, outermost first */
    this.open = [];
  }

  /** @param {Buffer} chunk */
  write(chunk) {
    this.rest = this.rest.length ? Buffer.concat([this.rest, chunk]) : chunk;
    let used = 0;
    for (let end = this.step(used); end > used; end = this.step(used)) used = end;
    this.rest = this.rest.subarray(used);
  }

  /**
   * Reads one element.
   *
   * @param {number} at where it begins
   * @returns {number} where it ended; `at` when its bytes are not all there
   */
  step(at) {
    const eol = this.rest.indexOf('\r\n', at);
    if (eol < 0) return at;
    const line = this.rest.toString('latin1', at + 1, eol);
    const next = eol + 2;
    switch (this.rest[at]) {
      case 0x2b: this.add(line); return next;
      case 0x2d: this.add(new Error(line)); return next;
      case 0x3a: this.add(Number(line)); return next;
      case 0x24: return this.bulk(Number(line), at, next);
      case 0x2a: this.list(Number(line)); return next;
      default: throw new Error('not RESP: ' + JSON.stringify(line));
    }
  }

  /** @param {number} length @param {number} at @param {number} next */
  bulk(length, at, next) {
    if (length < 0) {
      this.add(null);
      return next;
    }
    if (this.rest.length < next + length + 2) return at;
    this.add(Buffer.from(this.rest.subarray(next, next + length)));
    return next + length + 2;
  }

  /** @param {number} length */
  list(length) {
    if (length > 0) this.open.push({ left: length, items: [] });
    else this.add(length < 0 ? null : []);
  }

  /** @param {any} value */
  add(value) {
    const list = this.open[this.open.length - 1];
    if (!list) return this.onValue(value);
    list.items.push(value);
    if (--list.left) return;
    this.open.pop();
    this.add(list.items);
  }
};

/**
 * A command as RESP bytes.
 *
 * @param {Array<string | number | Buffer>} args
 * @returns {Buffer}
 */
function encode(args) {
  /** @type {Buffer[]} */
  const parts = [Buffer.from('*' + args.length + '\r\n')];
  for (const arg of args) {
    const bytes = Buffer.isBuffer(arg) ? arg : Buffer.from(String(arg));
    parts.push(Buffer.from('$' + bytes.length + '\r\n'), bytes, Buffer.from('\r\n'));
  }
  return Buffer.concat(parts);
}
