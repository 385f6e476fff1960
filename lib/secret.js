'use strict';

const { inspect } = require('node:util');

const SHOWN = '***';

/** A text that is shown nowhere, whoever prints what holds it. */
class Secret {
  /** @type {string} */
  #text;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }

  reveal() {
    return this.#text;
  }

  toString() {
    return SHOWN;
  }

  toJSON() {
    return SHOWN;
  }

  [inspect.custom]() {
    return SHOWN;
  }
}

module.exports = Secret;
