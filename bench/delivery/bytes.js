'use strict';

// What a push looks like on its way, for those who make the same bytes without Pomelo.

const { Package, Message } = require('pomelo-protocol');

/** Of the package in bytes: 150, the size of a line of chat. */
const SIZE = 150;
/** Of the package's head, and of the message's before and after the route. */
const HEAD = 4;
const FLAGS = 2;
/** A binary message in one frame; 126: two bytes of length follow. */
const BINARY = 0x82;
const LONG = 126;

/** @typedef {{ seq: number, at: number, text: string }} Body */

/** @returns {number} microseconds, by a clock that all processes of the machine share */
function now() {
  return Number(process.hrtime.bigint() / 1000n);
}

/**
 * @param {string} route
 * @param {number} seq counts the pushes of a route
 * @returns {Body} says when it was made, and makes a package of SIZE bytes
 */
function bodyOf(route, seq) {
  const body = { seq, at: now(), text: '' };
  body.text = 'x'.repeat(SIZE - HEAD - FLAGS - route.length - JSON.stringify(body).length);
  return body;
}

/** @type {(route: string, body: Body) => Buffer} */
function packageOf(route, body) {
  const message = Message.encode(0, Message.TYPE_PUSH, false, route, Buffer.from(JSON.stringify(body)));
  return Package.encode(Package.TYPE_DATA, message);
}

/** @param {Buffer} bytes LONG of them at least, and less than 65,536 */
function frameOf(bytes) {
  return Buffer.concat([Buffer.from([BINARY, LONG, bytes.length >> 8, bytes.length & 255]), bytes]);
}

module.exports = { SIZE, now, bodyOf, packageOf, frameOf };
