'use strict';

const { inspect } = require('util');

const SHOWN = '***';

/**
 * No property holds one: nobody finds it who looks at all that an object has.
 *
 * @type {WeakMap<Secret, string>}
 */
const texts = new WeakMap();

/** A text that is shown nowhere, whoever prints what holds it. */
class Secret {
  /** @param {string} text */
  constructor(text) {
    texts.set(this, text);
  }

  /** @returns {string} */
  reveal() {
    return /** @type {string} */ (texts.get(this));
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
