import { GlobalChannelError } from './errors';

/**
 * What an application gets from `app.get('globalChannelService')`.
 *
 * Every callback is called exactly once, and never from inside the call. Without a callback, a call returns a Promise, which
 * may be left alone: a failure is logged and never becomes an `unhandledRejection`.
 *
 * Before `start` has called back without error, and after `stop`, every call fails with `ESTATE`.
 */
export interface GlobalChannelService {
  /**
   * Puts a user into a channel: one SADD.
   *
   * @param name of the channel
   * @param uid of the user
   * @param sid id of the frontend server that the user is connected to: `session.frontendId`
   * @param cb `(null)`, or `(err)`
   */
  add(name: Id, uid: Id, sid: Id, cb: (err: GlobalChannelError | null) => void): void;
  add(name: Id, uid: Id, sid: Id): Promise<void>;

  /**
   * Takes a user out of a channel: one SREM. Nobody does so but the application.
   *
   * @param name of the channel
   * @param uid of the user
   * @param sid id of the frontend server that the user was added with
   * @param cb `(null)`, also for a user who was no member, or `(err)`
   */
  leave(name: Id, uid: Id, sid: Id, cb: (err: GlobalChannelError | null) => void): void;
  leave(name: Id, uid: Id, sid: Id): Promise<void>;

  /**
   * The members on one frontend server: one SMEMBERS. From Redis, uids come back as strings.
   *
   * @param name of the channel
   * @param sid id of the frontend server
   * @param cb `(null, uids)`, or `(err)`
   */
  getMembersBySid(name: Id, sid: Id, cb: (err: GlobalChannelError | null, uids: string[]) => void): void;
  getMembersBySid(name: Id, sid: Id): Promise<string[]>;

  /**
   * The members on all servers of a type, server after server.
   *
   * @param stype type of the servers
   * @param name of the channel
   * @param cb `(null, uids)`, or `(err, null)` when any server's members cannot be read
   */
  getMembersByChannelName(stype: string, name: Id, cb: (err: GlobalChannelError | null, uids: string[]) => void): void;
  getMembersByChannelName(stype: string, name: Id): Promise<string[]>;

  /**
   * Sends a message to all members on the frontend servers of a type, in one RPC to each server that has members.
   *
   * @param stype type of the frontend servers
   * @param route that the clients listen to
   * @param msg what they get
   * @param name of the channel
   * @param opts Pomelo's push options; may be left out
   * @param cb `(null, failIds)` with the uids that did not get it, or `(err)`: with `EPUSH` nobody did
   */
  pushMessage(stype: string, route: string, msg: any, name: Id, opts: PushOptions | null | undefined,
    cb: (err: GlobalChannelError | null, failIds: string[]) => void): void;
  pushMessage(stype: string, route: string, msg: any, name: Id,
    cb: (err: GlobalChannelError | null, failIds: string[]) => void): void;
  pushMessage(stype: string, route: string, msg: any, name: Id, opts?: PushOptions | null): Promise<string[]>;

  /**
   * Removes a channel from the frontend servers that are registered at that moment: one UNLINK.
   *
   * @param name of the channel
   * @param cb `(null)`, `()` when no frontend server is registered, or `(err)`
   */
  destroyChannel(name: Id, cb: (err?: GlobalChannelError | null) => void): void;
  destroyChannel(name: Id): Promise<void>;

  /**
   * Pomelo calls this. One during a start joins it; after a failed one it may be called again.
   *
   * @param cb `(null)`, `()` when there was nothing to clean, or `(err)`
   */
  start(cb: (err?: GlobalChannelError | null) => void): void;
  start(): Promise<void>;

  /**
   * Pomelo calls this. Every pending callback is called before that of `stop`. A stopped service stays stopped.
   *
   * @param force fails pending calls at once; without, they may finish for a second
   * @param cb `()`; of a channel manager of your own, what its `stop` calls back with
   */
  stop(force: boolean | null | undefined, cb: (err?: any) => void): void;
  stop(force?: boolean | null): Promise<void>;
}

/**
 * The name of a channel, a uid or a sid: a string, a finite number, a BigInt, or an object whose class brings its own text,
 * such as MongoDB's ObjectId or a Long.
 */
export type Id = string | number | bigint | IdObject;

/** None of the language's own objects; their text is meant for people. A plain object has no text either: `EINVAL`. */
export type IdObject = object & {
  toString(): string;
  call?: never;
  forEach?: never;
  delete?: never;
  byteLength?: never;
  exec?: never;
  getTime?: never;
  then?: never;
  message?: never;
};

/** They go along as Pomelo's own `channelService` sends them. */
export interface PushOptions {
  [option: string]: any;
}

/**
 * What the plugin adds to a Pomelo application. Pomelo comes without types; an application that has written down its own
 * can say `interface App extends Application { ... }`, or `app.get('globalChannelService') as GlobalChannelService`.
 */
export interface Application {
  globalChannelService: GlobalChannelService;
  get(setting: 'globalChannelService'): GlobalChannelService;
}
