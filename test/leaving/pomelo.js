'use strict';

const fs = require('fs');
const path = require('path');
const plugin = require('../..');

/** As Pomelo does for the folder of a plugin. @param {any} app */
function bindEvents(app) {
  for (const file of fs.readdirSync(plugin.events)) {
    const methods = new (require(path.join(plugin.events, file)))(app);
    for (const name in methods) {
      if (typeof methods[name] === 'function') app.event.on(name, methods[name].bind(methods));
    }
  }
}

module.exports = { bindEvents };
