import globalChannel, { GlobalChannelOptions } from 'pomelo-globalchannel-native';

const folder: string = globalChannel.components;
const opts: GlobalChannelOptions = { host: folder };
globalChannel.pushScheduler({}, { compress: 'keep' }).stop();
// @ts-expect-error: no such property
globalChannel.component;
export const service: globalChannel.GlobalChannelService | null = opts ? null : null;
import { components, pushScheduler } from 'pomelo-globalchannel-native/index.js';

const other: string = components;
export const made = pushScheduler({ other });
