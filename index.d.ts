// The plugin for Pomelo: `app.use(globalChannel, { globalChannel: options })`. The one for pinus is in pinus.d.ts.

import { GlobalChannelError, GlobalChannelErrorCode } from './types/errors';
import { ChannelManager, ChannelManagerClass, ChannelManagerFactory } from './types/manager';
import { NodeAddress, Pem, TlsOptions } from './types/nodes';
import { GlobalChannelOptions } from './types/options';
import { PushScheduler, PushSchedulerOptions } from './types/scheduler';
import { Application, Channel, GlobalChannelService, Id, PushOptions } from './types/service';

declare namespace globalChannel {
  /** What Pomelo's `app.use` reads: the folder whose files it loads as components. */
  const components: string;

  /** Likewise, the folder whose files hear of sessions, for `leaveOnClose`. */
  const events: string;

  /**
   * For Pomelo's `pushSchedulerConfig`, where an application chooses it by itself:
   *
   *     app.set('pushSchedulerConfig', { scheduler: globalChannel.pushScheduler, compress: 'never' });
   */
  const pushScheduler: (app: any, opts?: PushSchedulerOptions) => PushScheduler;

  export {
    components, events, pushScheduler, globalChannel as default,
    Application, Channel, GlobalChannelService, GlobalChannelOptions, Id, PushOptions,
    NodeAddress, Pem, TlsOptions,
    GlobalChannelError, GlobalChannelErrorCode,
    ChannelManager, ChannelManagerClass, ChannelManagerFactory,
    PushScheduler, PushSchedulerOptions,
  };
}

export = globalChannel;
