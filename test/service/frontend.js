'use strict';

// A frontend server in a process of its own: answers each byte that it gets, and then makes a file.

const fs = require('node:fs');
const net = require('node:net');

const server = net.createServer((socket) => {
  socket.on('data', (data) => socket.write(data, () => fs.writeFileSync(process.argv[2], '')));
});
server.listen(0, '127.0.0.1', () => process.send(/** @type {net.AddressInfo} */ (server.address()).port));
process.on('disconnect', () => process.exit());
