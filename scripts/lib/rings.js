'use strict';

// The layers of src/: a file includes files of its own ring and of lower ones, never of a higher one.

module.exports = [
  // 0: values. libc and hiredis' reader.
  ['gch', 'key', 'command', 'pack', 'utf8', 'scan', 'parse', 'reply', 'members', 'greet'],
  // 1: time. libuv.
  ['life', 'resolver', 'stream', 'dial', 'fault', 'backoff', 'connect', 'request', 'flight', 'deadline', 'line', 'link'],
  // 2: meaning.
  ['clean', 'manager'],
  // 3: Node.
  ['napi_util', 'options', 'emit', 'session', 'binding']
];
