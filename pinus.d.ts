// The plugin for pinus: `app.use(globalChannel, options)`. Here the options are not keyed by the name of the component.

import { GlobalChannelError, GlobalChannelErrorCode } from './types/errors';
import { ChannelManager, ChannelManagerClass, ChannelManagerFactory } from './types/manager';
import { NodeAddress, Pem, TlsOptions } from './types/nodes';
import { GlobalChannelOptions } from './types/options';
import { Channel, GlobalChannelService, Id, PushOptions } from './types/service';

declare namespace globalChannel {
  const name: string;

  /** What pinus' `app.use` makes with the application and the options: one component, the service. */
  const components: Array<new (app: any, opts?: GlobalChannelOptions) => GlobalChannelComponent>;

  /** A service as pinus starts and stops it. */
  interface GlobalChannelComponent extends GlobalChannelService {
    name: string;
  }

  export {
    name, components, globalChannel as default,
    GlobalChannelComponent, Channel, GlobalChannelService, GlobalChannelOptions, Id, PushOptions,
    NodeAddress, Pem, TlsOptions,
    GlobalChannelError, GlobalChannelErrorCode,
    ChannelManager, ChannelManagerClass, ChannelManagerFactory,
  };
}

declare module 'pinus' {
  interface Application {
    globalChannelService: GlobalChannelService;
    get(setting: 'globalChannelService'): GlobalChannelService;
  }
}

export = globalChannel;
