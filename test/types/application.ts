// An application that has written down the type of its Pomelo.

import { Application, GlobalChannelService, components, pushScheduler } from 'pomelo-globalchannel-native';

interface App extends Application {
  get(setting: 'globalChannelService'): GlobalChannelService;
  get(setting: string): any;
  set(setting: string, value: any): void;
  use(plugin: { components?: string, events?: string }, opts?: object): void;
}

declare const app: App;

app.use({ components }, { globalChannel: { host: '127.0.0.1' } });
app.set('pushSchedulerConfig', { scheduler: pushScheduler, compress: 'never' });
app.get('globalChannelService').add('lobby', 'u', 'connector-1').then(() => {});
app.globalChannelService.destroyChannel('lobby', () => {});
pushScheduler(app, { compress: 'never' }).stop();

// @ts-expect-error: the service has no such method
app.get('globalChannelService').remove('lobby');
// @ts-expect-error
pushScheduler(app, { compress: 'sometimes' });
// @ts-expect-error: read only
pushScheduler = null;
