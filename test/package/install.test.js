'use strict';

// With the package manager that blocks scripts by itself; the others take longer.
require('./installs')(['npm@12']);
