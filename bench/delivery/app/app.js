'use strict';

// The application that is measured: clients log in at connectors, one backend pushes to them, through the plugin and with
// the options that its parent chose. Its configuration is in the current folder.

const pomelo = require('pomelo');
const obey = require('../obey');
const pushes = require('../pushes');

const { plugin, options, scheduler } = JSON.parse(String(process.env.DELIVERY));
const app = pomelo.createApp({ base: process.cwd() });
app.set('name', 'delivery');
app.configure('all', 'connector', () => app.set('connectorConfig', { connector: pomelo.connectors.hybridconnector }));
if (scheduler) app.set('pushSchedulerConfig', scheduler);
app.use(require(plugin), { globalChannel: options });

/** @type {(call: (cb: (err: any, result?: any) => void) => void) => Promise<any>} */
const ask = (call) => new Promise((resolve, reject) => call((err, result) => (err ? reject(err) : resolve(result))));

const channels = () => app.get('globalChannelService');

const ORDERS = {
  /** @param {{ name: string, members: [string, string][] }} order uids and their connectors */
  fill: ({ name, members }) => Promise.all(members.map(([uid, sid]) => ask((cb) => channels().add(name, uid, sid, cb)))),
  /** @param {import('../pushes').Order & { name: string }} order */
  push: ({ name, ...order }) => pushes(order, async (body) => {
    const fails = await ask((cb) => channels().pushMessage('connector', order.route, body, name, null, cb));
    if (fails.length > 0) throw new Error(`a push failed for ${fails.length} members`);
  }),
};

app.event.on('start_all', () => obey(ORDERS));
app.start();
