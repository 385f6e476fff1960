'use strict';

// Loads the addon of a package, its argument, and says which file that was, or why there is none.

const path = require('node:path');

const loadNative = require(path.join(process.argv[2], 'lib/native'));

const said = { loaded: [] };
for (let i = 0; i < 2; i++) {
  try {
    loadNative();
  } catch ({ code, message, cause }) {
    Object.assign(said, { code, message, cause: cause?.message });
  }
}
said.loaded = Object.keys(require.cache).filter((file) => file.endsWith('.node'));
process.send(said);
