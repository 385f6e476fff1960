'use strict';

const { plainError } = require('../error');
const walk = require('../manager/walk');

/**
 * A walk over the keys of all masters, one after the other, until the map at its
 * end is the one of its beginning.
 */

const TOURS = 5;

class Tour {
  /**
   * @param {import('./cluster')} route
   * @param {import('./parts').Part} part whoever is told
   * @param {string} pattern
   * @param {(keys: string[], next: (err?: any) => void) => void} onKeys
   */
  constructor(route, part, pattern, onKeys) {
    this._route = route;
    this._part = part;
    this._pattern = pattern;
    this._onKeys = onKeys;
    this._tours = 0;
    this._version = -1;
    this._isElsewhere = false;
  }

  go() {
    this._tours++;
    this._version = this._route.chart.version;
    this._isElsewhere = false;
    this._visit(this._route.masters());
  }

  /** @param {import('./node')[]} masters those that are to come */
  _visit([node, ...others]) {
    if (this._part.isOver) return;
    if (!node) return this._route.afterMap((error) => this._look(error));
    const code = walk(node, this._pattern, this._onKeys, (err) => {
      if (err && err.code !== 'ESTOPPED') return this._part.failed(err);
      if (err) this._isElsewhere = true;
      this._visit(others);
    });
    if (code === 0) return;
    this._isElsewhere = true;
    setImmediate(() => this._visit(others));
  }

  /** @param {any} error null: there is a new map */
  _look(error) {
    if (this._part.isOver) return;
    if (error) this._part.failed(error);
    else if (this._route.chart.version === this._version && !this._isElsewhere) this._part.done(null);
    else if (this._tours < TOURS) this.go();
    else this._part.failed(plainError('EREPLY', TOO_OFTEN, { reply: 'ERR' }));
  }
}

const TOO_OFTEN = `slots have moved during each of ${TOURS} walks over the cluster: try again when it is at rest`;

module.exports = Tour;
