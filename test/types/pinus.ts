// A pinus application.

import { IPlugin, pinus } from 'pinus';
import * as globalChannel from 'pomelo-globalchannel-native/pinus';
import { GlobalChannelOptions, GlobalChannelService } from 'pomelo-globalchannel-native/pinus';

const app = pinus.createApp();
const plugin: IPlugin = globalChannel;
const opts: GlobalChannelOptions = { host: '127.0.0.1' };

app.use(globalChannel, opts);
app.use(plugin, opts);
const service: GlobalChannelService = app.get('globalChannelService');
service.add('lobby', 'u', 'connector-1', (err) => err && err.code);
app.globalChannelService.pushMessage('connector', 'onChat', {}, 'lobby').then((failIds: string[]) => failIds.length);
new globalChannel.components[0](app, opts).start();

// @ts-expect-error: the service has no such method
app.get('globalChannelService').remove('lobby');
// @ts-expect-error: it is for Pomelo
globalChannel.pushScheduler;
// What pinus itself says of its settings stays as it is.
app.get('sessionService').getByUid('u');
// @ts-expect-error
app.get('sessionService').getByName('u');
