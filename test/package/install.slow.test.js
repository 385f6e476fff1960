'use strict';

require('./installs')(['npm@11', 'pnpm@12', 'yarn@1']);
