'use strict';

// What is said in the channels: each message is made from its number, so that whoever gets it knows whether it is whole.

/** `size` of a text in characters, `every` so many ms on average. The heavy one fills the sockets of those who do not read. */
const CHANNELS = [
  { name: 'world', size: 100, every: 100 },
  { name: 'guild', size: 400, every: 100 },
  { name: '房间', size: 3000, every: 150 },
  { name: 'heavy', size: 100000, every: 400 },
];
/** Of one byte in UTF-8, of two, of three. */
const LETTERS = ['a', 'b', 'c', 'é', '房'];

/** @typedef {{ name: string, size: number, every: number }} Channel */
/** @typedef {{ channel: string, from: string, seq: number, text: string }} Told */

/** @param {string} channel @param {string} from the server that pushes @param {number} seq counted for each channel and server */
function message(channel, from, seq) {
  return { channel, from, seq, text: text(channel, seq) };
}

/** @param {Told} told */
function isWhole({ channel, seq, text: got }) {
  return CHANNELS.some(({ name }) => name === channel) && got === text(channel, seq);
}

/** Of sizes from nothing to twice the channel's. @param {string} channel @param {number} seq */
function text(channel, seq) {
  const { size } = /** @type {Channel} */ (CHANNELS.find(({ name }) => name === channel));
  return LETTERS[seq % LETTERS.length].repeat((size * (seq % 7)) / 3 | 0);
}

/** @param {{ channel: string, from: string }} told @returns {string} whose numbers ascend */
function series({ channel, from }) {
  return `${channel} of ${from}`;
}

/** @returns {number} ms, the same for all processes of this machine */
function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}

module.exports = { CHANNELS, message, isWhole, series, now };
