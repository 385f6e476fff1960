'use strict';

/** What Pomelo's `app.use` reads: the folder whose files it loads as components. */
module.exports = {
  components: __dirname + '/lib/components/',
};
