/** What stands beside `scheduler` in Pomelo's `pushSchedulerConfig`. */
export interface PushSchedulerOptions {
  /**
   * What becomes of a push to a client that negotiated permessage-deflate: `'keep'` compresses it, as Pomelo does,
   * `'never'` sends it in a plain frame, and responses compressed as before.
   *
   * @default 'keep'
   */
  compress?: 'keep' | 'never' | null;

  /** Pomelo's own fields, this scheduler among them. */
  [field: string]: any;
}

/** What Pomelo's push scheduler component calls. */
export interface PushScheduler {
  schedule(reqId: any, route: string, msg: any, recvs: any[], opts: any, cb?: () => void): void;
  stop(cb?: () => void): void;
}
