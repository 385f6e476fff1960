import globalChannel = require('pomelo-globalchannel-native');

const folder: string = globalChannel.components;
const opts: globalChannel.GlobalChannelOptions = { host: folder };
export const same: typeof globalChannel = globalChannel.default;
export function add(service: globalChannel.GlobalChannelService) {
  // @ts-expect-error: no such option
  opts.hosts = folder;
  // @ts-expect-error: the plugin is not a function
  globalChannel();
  return service.add('lobby', 'u', 's');
}
