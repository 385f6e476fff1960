import { Channel } from './service';

/**
 * A channel manager of your own, in the place of Redis: the option `channelManager`.
 *
 * It gets names, uids and sids as the caller gave them, unchecked, lists of them one by one; the caller gets its lists and its very error. It may
 * call back at once or later. A method that throws, or returns a promise that rejects, has failed.
 */
export interface ChannelManager {
  add(name: any, uid: any, sid: any, cb: (err?: any) => void): void;

  leave(name: any, uid: any, sid: any, cb: (err?: any) => void): void;

  /** `null` and `undefined` count as an empty list. */
  getMembersBySid(name: any, sid: any, cb: (err?: any, uids?: any[] | null) => void): void;

  destroyChannel(name: any, cb: (err?: any) => void): void;

  /**
   * For each sid, in their order, a list of uids, or an Error for that sid alone. Without this method `getMembersBySid` is
   * called once for each server.
   */
  getMembers?(name: any, sids: string[], cb: (err?: any, lists?: Array<any[] | Error | null | undefined>) => void): void;

  /** How many members; without this method the list of `getMembersBySid` is counted. */
  getCountBySid?(name: any, sid: any, cb: (err?: any, count?: number) => void): void;

  /** Whether a user is a member; without this method he is looked for in the list of `getMembersBySid`. */
  isMemberBySid?(name: any, uid: any, sid: any, cb: (err?: any, isMember?: boolean) => void): void;

  /** Without this method, the service's `getChannels` fails with `ENOTSUP`. */
  getChannels?(cb: (err?: any, channels?: Channel[]) => void): void;

  /** Needed for `cleanOnStartUp` only. */
  clean?(cb: (err?: any) => void): void;

  start?(cb: (err?: any) => void): void;

  /** @param force whether not to wait for what is under way; nobody waits longer than two seconds */
  stop?(force: boolean | undefined, cb: (err?: any) => void): void;
}

/** A class, or a constructor function that has `add` on its prototype. It is made once, at `app.use`. */
export interface ChannelManagerClass {
  new (app: any, opts: any): ChannelManager;
}

/**
 * Called once, at `app.use`, with the options given there.
 *
 * @returns nothing: the Redis manager
 */
export interface ChannelManagerFactory {
  (app: any, opts: any): ChannelManager | null | undefined | void;
}
