import { ChannelManager, ChannelManagerClass, ChannelManagerFactory } from './manager';
import { NodeAddress, TlsOptions } from './nodes';

/**
 * The options of `app.use(globalChannel, { globalChannel: options })`. All are optional; `null` and `undefined` count as not
 * given. Numbers may be given as text. A value that makes no sense is an error from `start`, `EINVAL`, which names the option.
 */
export interface GlobalChannelOptions {
  /**
   * Name or address of the Redis server. A name is resolved anew for each connection, and all its addresses are tried.
   *
   * @default '127.0.0.1'
   */
  host?: string | null;

  /**
   * Port of the Redis server. An absolute path here is a unix socket.
   *
   * @default 6379
   */
  port?: number | string | null;

  /** Unix socket of the Redis server, in the place of `host` and `port`. */
  path?: string | null;

  /**
   * `redis://[user[:password]@]host[:port][/db]`, `rediss://` with TLS, or `unix:///path[?db=n]`, percent-encoded. The other
   * options win over its parts.
   */
  url?: string | null;

  /**
   * Number of the database.
   *
   * @default 0
   */
  db?: number | string | null;

  /** User of Redis' access control lists. Alone it logs in with an empty password. */
  username?: string | null;

  /** Password. Without it and without `username` no AUTH is sent. */
  password?: string | null;

  /** The same as `password`, which wins over it. */
  auth_pass?: string | null;

  /**
   * What every key begins with, before a colon.
   *
   * @default 'POMELO:CHANNEL'
   */
  prefix?: string | null;

  /** Redis Sentinels, which say where the master is. They stand in the place of `host` and `port`. Their port is 26379. */
  sentinels?: ReadonlyArray<NodeAddress> | null;

  /** What the sentinels call their master; needed with `sentinels`. */
  name?: string | null;

  /** User that logs in to the sentinels. */
  sentinelUsername?: string | null;

  /** Password for the sentinels; never that of Redis. */
  sentinelPassword?: string | null;

  /** As `tls`, for the sentinels. `true` takes what proves who one is from `tls`, and no server's name. */
  sentinelTLS?: boolean | TlsOptions | null;

  /** Some nodes of a Redis Cluster; or `true`: the server at `host` and `port` is one of them. Their port is 6379. */
  cluster?: boolean | ReadonlyArray<NodeAddress> | null;

  /** Where servers are reached that announce themselves elsewhere, by `'host:port'` as announced. */
  natMap?: { [announced: string]: NodeAddress } | null;

  /** Speak TLS with Redis. */
  tls?: boolean | TlsOptions | null;

  /**
   * Remove all keys under the prefix when the service starts, those of other servers too.
   *
   * @default false
   */
  cleanOnStartUp?: boolean | null;

  /**
   * Whether it is kept which channels a user is in, for leaveAll and to find him. All servers need the same.
   *
   * @default false
   */
  userIndex?: boolean | null;

  /**
   * Whether a user leaves all channels of a frontend with his last session there. It implies userIndex.
   *
   * @default false
   */
  leaveOnClose?: boolean | null;

  /**
   * Whether a frontend that starts removes what is kept under its own id.
   *
   * @default false
   */
  cleanOwnOnStartUp?: boolean | null;

  /**
   * How often a frontend shows that it is alive, in seconds, up to 86400. 0 or false: never.
   *
   * @default 0
   */
  heartbeat?: number | string | false | null;

  /** A channel manager of your own in the place of Redis: an object, a class, or a factory. */
  channelManager?: ChannelManager | ChannelManagerClass | ChannelManagerFactory | null;

  /**
   * For one connection to be made and greeted, in milliseconds.
   *
   * @default 5000
   */
  connectTimeout?: number | string | null;

  /**
   * For each question to Redis, waiting for a connection included, in milliseconds.
   *
   * @default 5000
   */
  commandTimeout?: number | string | null;

  /**
   * For `start` to find Redis ready, in milliseconds. Cleaning is not counted.
   *
   * @default 30000
   */
  startTimeout?: number | string | null;

  /**
   * For a frontend server to answer a push, in milliseconds.
   *
   * @default 10000
   */
  pushTimeout?: number | string | null;

  /**
   * The longest pause between two attempts to connect, in milliseconds.
   *
   * @default 1000
   */
  retryMaxDelay?: number | string | null;

  /** The same as `retryMaxDelay`, which wins over it. */
  retry_max_delay?: number | string | null;

  /**
   * How many calls may wait or be unanswered; more fail with `EQUEUEFULL`.
   *
   * @default 500000
   */
  maxQueue?: number | string | null;

  /**
   * How many bytes these calls may take, at most 2^31 - 1.
   *
   * @default 134217728
   */
  maxQueueBytes?: number | string | null;

  /**
   * `false`: a call without a connection fails at once with `ECONNLOST`.
   *
   * @default true
   */
  enable_offline_queue?: boolean | null;

  /**
   * TCP_NODELAY on the connection to Redis.
   *
   * @default true
   */
  socket_nodelay?: boolean | null;

  /**
   * Pomelo's RPC connections send at once, and a message in one piece. `false` touches nothing. Not in pinus.
   *
   * @default true
   */
  rpcNoDelay?: boolean | null;

  /**
   * Pushes leave a frontend server through the plugin's push scheduler, unless the application has chosen one. Not in pinus.
   *
   * @default true
   */
  pushScheduler?: boolean | null;

  /** @deprecated Ignored with a warning: a started service never gives up on Redis. */
  connect_timeout?: unknown;

  /** @deprecated Ignored with a warning: a started service never gives up on Redis. */
  max_attempts?: unknown;
}
