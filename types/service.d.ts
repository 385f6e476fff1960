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
   * Puts a user into a channel: one SADD; with lists, each user into each channel, in one write.
   *
   * @param name of the channel, or a list of names
   * @param uid of the user, or a list of uids
   * @param sid id of the frontend server that the user is connected to: `session.frontendId`
   * @param cb `(null)`, or `(err)`: of a list, when all were tried, an error whose `cause` is the first that failed
   */
  add(name: Id | readonly Id[], uid: Id | readonly Id[], sid: Id, cb: (err: GlobalChannelError | null) => void): void;
  add(name: Id | readonly Id[], uid: Id | readonly Id[], sid: Id): Promise<void>;

  /**
   * Takes a user out of a channel: one SREM; with lists, each user out of each channel, in one write. Without `leaveOnClose`
   * nobody does so but the application.
   *
   * @param name of the channel, or a list of names
   * @param uid of the user, or a list of uids
   * @param sid id of the frontend server that the user was added with
   * @param cb `(null)`, also for a user who was no member, or `(err)`
   */
  leave(name: Id | readonly Id[], uid: Id | readonly Id[], sid: Id, cb: (err: GlobalChannelError | null) => void): void;
  leave(name: Id | readonly Id[], uid: Id | readonly Id[], sid: Id): Promise<void>;

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
   * The members on all servers of a type, server after server. Of a list of channels each uid once, within a server in the
   * order of the names.
   *
   * @param stype type of the servers
   * @param name of the channel, or a list of names
   * @param cb `(null, uids)`, or `(err, null)` when any server's members cannot be read
   */
  getMembersByChannelName(stype: string, name: Id | readonly Id[], cb: (err: GlobalChannelError | null, uids: string[]) => void): void;
  getMembersByChannelName(stype: string, name: Id | readonly Id[]): Promise<string[]>;

  /**
   * Sends a message to all members on the frontend servers of a type, in one RPC to each server that has members. Who is in
   * several channels of a list gets it once on each server.
   *
   * @param stype type of the frontend servers
   * @param route that the clients listen to
   * @param msg what they get
   * @param name of the channel, or a list of names
   * @param opts Pomelo's push options, and `except`; may be left out
   * @param cb `(null, failIds)` with the uids that did not get it, or `(err)`: with `EPUSH` nobody did
   */
  pushMessage(stype: string, route: string, msg: any, name: Id | readonly Id[], opts: PushOptions | null | undefined,
    cb: (err: GlobalChannelError | null, failIds: string[]) => void): void;
  pushMessage(stype: string, route: string, msg: any, name: Id | readonly Id[],
    cb: (err: GlobalChannelError | null, failIds: string[]) => void): void;
  pushMessage(stype: string, route: string, msg: any, name: Id | readonly Id[], opts?: PushOptions | null): Promise<string[]>;

  /**
   * Removes a channel, or several, from the frontend servers that are registered at that moment: one UNLINK; with `userIndex`
   * it reads the members first and takes their entries away.
   *
   * @param name of the channel, or a list of names
   * @param cb `(null)`, `()` when no frontend server is registered, or `(err)`
   */
  destroyChannel(name: Id | readonly Id[], cb: (err?: GlobalChannelError | null) => void): void;
  destroyChannel(name: Id | readonly Id[]): Promise<void>;

  /**
   * Sends a message to users, wherever they are on the frontend servers of a type. With the option `userIndex`: one SMEMBERS
   * for each user, in one write, and one RPC to each server that has some of them; without it every server of the type is asked.
   *
   * @param stype type of the frontend servers
   * @param route that the clients listen to
   * @param msg what they get
   * @param uids of the users, or one uid
   * @param opts Pomelo's push options, and `except`; may be left out
   * @param cb `(null, failIds)` with the uids, as texts, whom no server reached, or `(err)`: with `EPUSH` every server failed
   */
  pushMessageByUids(stype: string, route: string, msg: any, uids: Id | readonly Id[], opts: PushOptions | null | undefined,
    cb: (err: GlobalChannelError | null, failIds: string[]) => void): void;
  pushMessageByUids(stype: string, route: string, msg: any, uids: Id | readonly Id[],
    cb: (err: GlobalChannelError | null, failIds: string[]) => void): void;
  pushMessageByUids(stype: string, route: string, msg: any, uids: Id | readonly Id[], opts?: PushOptions | null): Promise<string[]>;

  /**
   * How many members a channel has on one frontend server: one SCARD.
   *
   * @param cb `(null, count)`, or `(err)`
   */
  getCountBySid(name: Id, sid: Id, cb: (err: GlobalChannelError | null, count: number) => void): void;
  getCountBySid(name: Id, sid: Id): Promise<number>;

  /**
   * How many members a channel has on all servers of a type: one SCARD for each, in one write. Who is on two counts twice.
   *
   * @param cb `(null, count)`, or `(err)` when any server's cannot be counted
   */
  getCountByChannelName(stype: string, name: Id, cb: (err: GlobalChannelError | null, count: number) => void): void;
  getCountByChannelName(stype: string, name: Id): Promise<number>;

  /**
   * Whether a user is in a channel on any server of a type: one SISMEMBER for each, in one write.
   *
   * @param cb `(null, isMember)`, or `(err)` when he was not found and a server's members cannot be asked
   */
  isMember(stype: string, name: Id, uid: Id, cb: (err: GlobalChannelError | null, isMember: boolean) => void): void;
  isMember(stype: string, name: Id, uid: Id): Promise<boolean>;

  /**
   * On which servers of a type a user is in a channel: one SISMEMBER for each, in one write.
   *
   * @param cb `(null, sids)` in the order of the servers, or `(err)`
   */
  getSidsOfMember(stype: string, name: Id, uid: Id, cb: (err: GlobalChannelError | null, sids: string[]) => void): void;
  getSidsOfMember(stype: string, name: Id, uid: Id): Promise<string[]>;

  /**
   * All channels that have members, by name. For dashboards and tools: SCAN in steps over the whole database, and one SCARD for
   * each key.
   *
   * @param cb `(null, channels)`, or `(err)`
   */
  getChannels(cb: (err: GlobalChannelError | null, channels: Channel[]) => void): void;
  getChannels(): Promise<Channel[]>;

  /**
   * Takes a user, or several, out of all channels: of one frontend server, or of all. Needs the option `userIndex`.
   *
   * @param uid of the user, or a list of uids
   * @param sid id of the frontend server; one that is given, but undefined or null, is `EINVAL`
   * @param cb `(null, names)` of the channels, each once, in no order, or `(err)`
   */
  leaveAll(uid: Id | readonly Id[], sid: Id, cb: (err: GlobalChannelError | null, names: string[]) => void): void;
  leaveAll(uid: Id | readonly Id[], cb: (err: GlobalChannelError | null, names: string[]) => void): void;
  leaveAll(uid: Id | readonly Id[], sid: Id): Promise<string[]>;
  leaveAll(uid: Id | readonly Id[]): Promise<string[]>;

  /**
   * The channels that a user is in, by frontend server: one SMEMBERS for each user, in one write. Needs the option `userIndex`.
   *
   * @param uid of the user, or a list of uids; then the answer has every uid as a key
   * @param cb `(null, { sid: names })`, or `(err)`
   */
  getChannelsByUid(uid: Id, cb: (err: GlobalChannelError | null, channels: Record<string, string[]>) => void): void;
  getChannelsByUid(uid: readonly Id[],
    cb: (err: GlobalChannelError | null, channels: Record<string, Record<string, string[]>>) => void): void;
  getChannelsByUid(uid: Id): Promise<Record<string, string[]>>;
  getChannelsByUid(uid: readonly Id[]): Promise<Record<string, Record<string, string[]>>>;

  /**
   * The frontend servers on which a user is in any channel: one SMEMBERS for each user, in one write. Needs the option `userIndex`.
   *
   * @param uid of the user, or a list of uids; then the answer has every uid as a key
   * @param cb `(null, sids)`, or `(err)`
   */
  getSidsByUid(uid: Id, cb: (err: GlobalChannelError | null, sids: string[]) => void): void;
  getSidsByUid(uid: readonly Id[], cb: (err: GlobalChannelError | null, sids: Record<string, string[]>) => void): void;
  getSidsByUid(uid: Id): Promise<string[]>;
  getSidsByUid(uid: readonly Id[]): Promise<Record<string, string[]>>;

  /**
   * Adds to the index what is missing in it, such as what servers with the old plugin have added. Removes nothing, and is safe
   * beside traffic. Needs the option `userIndex`.
   *
   * @param cb `(null, count)` of the entries added, or `(err)`
   */
  reindex(cb: (err: GlobalChannelError | null, count: number) => void): void;
  reindex(): Promise<number>;

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

/** What `getChannels` tells of a channel. */
export interface Channel {
  name: string;

  /** Of members on all servers together. */
  count: number;

  /** Of members, by the id of their frontend server. */
  sids: Record<string, number>;
}

/** They go along as Pomelo's own `channelService` sends them, but for `except`. */
export interface PushOptions {
  /** Who gets nothing: a uid or a list of uids, compared as text. */
  except?: Id | readonly Id[] | null;

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
