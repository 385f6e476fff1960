import * as globalChannel from 'pomelo-globalchannel-native';

const folder: string = globalChannel.components;
globalChannel.pushScheduler({}, { compress: 'keep' }).stop();
export const opts: globalChannel.GlobalChannelOptions = { host: folder };
// @ts-expect-error: no such property
globalChannel.component;
