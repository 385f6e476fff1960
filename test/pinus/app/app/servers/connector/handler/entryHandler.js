'use strict';

class Handler {
  login(msg, session) {
    return new Promise((resolve) => session.bind(msg.uid, () => resolve({ code: 200, connector: session.frontendId })));
  }
}

exports.default = () => new Handler();
