// Options and channel managers.

import { ChannelManager, GlobalChannelOptions } from 'pomelo-globalchannel-native';

declare function options(given: GlobalChannelOptions): void;
declare const setting: string | undefined;

options({});
options({ host: '[::1]', port: 6379, db: 0, prefix: 'GAME', username: 'game', password: 'secret' });
options({ port: '6379', db: '1', auth_pass: setting, path: null, url: setting });
options({ connectTimeout: 5000, commandTimeout: 5000, startTimeout: 30000, pushTimeout: 10000, retryMaxDelay: 1000 });
options({ retry_max_delay: 1000, maxQueue: 500000, maxQueueBytes: '134217728', cleanOnStartUp: true });
options({ enable_offline_queue: false, socket_nodelay: false, rpcNoDelay: false, pushScheduler: false });
options({ connect_timeout: 7, max_attempts: 7 });
options({ sentinels: ['h:26379', { host: 'h' }], name: 'mymaster', sentinelUsername: 'u', sentinelPassword: 'p', sentinelTLS: true });
options({ cluster: true, natMap: { 'h:6379': 'x:6379', 'h:6380': { host: 'x', port: 6379 } } });
options({ cluster: [{ host: 'h', port: '7000' }], tls: { ca: ['ca.pem'], cert: 'me.pem', key: 'me.key', minVersion: 'TLSv1.3' } });

// @ts-expect-error: no such option
options({ comandTimeout: 5000 });
// @ts-expect-error: a list
options({ sentinels: 'h:26379' });
// @ts-expect-error: a certificate is a text
options({ tls: { ca: 7 } });
// @ts-expect-error: a host is a text
options({ host: 7 });
// @ts-expect-error: milliseconds
options({ commandTimeout: true });
// @ts-expect-error: not keyed here
options({ globalChannel: { host: 'redis' } });
// @ts-expect-error
options({ pushScheduler: 'no' });

/** The one of the README, with types. */
class MemoryManager implements ChannelManager {
  private channels = new Map<string, Map<string, Set<string>>>();

  add(name: string, uid: string, sid: string, cb: (err: Error | null) => void) {
    this.members(name, sid).add(uid);
    cb(null);
  }

  leave(name: string, uid: string, sid: string, cb: (err: Error | null) => void) {
    this.members(name, sid).delete(uid);
    cb(null);
  }

  getMembersBySid(name: string, sid: string, cb: (err: Error | null, uids?: string[]) => void) {
    cb(null, Array.from(this.members(name, sid)));
  }

  async destroyChannel(name: string, cb: (err: Error | null) => void) {
    this.channels.delete(name);
    cb(null);
  }

  clean(cb: () => void) {
    this.channels.clear();
    cb();
  }

  private members(name: string, sid: string): Set<string> {
    const servers = this.channels.get(name) || new Map<string, Set<string>>();
    const members = servers.get(sid) || new Set<string>();
    this.channels.set(name, servers.set(sid, members));
    return members;
  }
}

class Configured extends MemoryManager {
  constructor(public app: { getServerId(): string }, public opts: { size: number }) {
    super();
  }

  start(cb: (err?: Error) => void) { cb(); }
  stop(force: boolean | undefined, cb: () => void) { if (force) cb(); }
  getMembers(name: string, sids: string[], cb: (err: Error | null, lists?: Array<string[] | Error>) => void) {
    cb(null, sids.map((sid) => (sid ? [name] : new Error('no such server'))));
  }
}

const size: GlobalChannelOptions & { size: number } = { channelManager: Configured, size: 7 };
options(size);
options({ channelManager: MemoryManager });
options({ channelManager: new MemoryManager() });
options({ channelManager: (app, opts) => (app && opts ? new MemoryManager() : null) });
options({ channelManager: () => {} });
options({ channelManager: null });

// @ts-expect-error: not even an add
options({ channelManager: {} });
// @ts-expect-error: makes something else
options({ channelManager: Date });
// @ts-expect-error: makes something else
options({ channelManager: () => 'redis' });
// @ts-expect-error
options({ channelManager: 'redis' });
// @ts-expect-error: has no destroyChannel
export class Half implements ChannelManager {
  add(name: string, uid: string, sid: string, cb: () => void) { cb(); }
  leave(name: string, uid: string, sid: string, cb: () => void) { cb(); }
  getMembersBySid(name: string, sid: string, cb: (err: null, uids: string[]) => void) { cb(null, []); }
}
