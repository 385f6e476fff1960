/**
 * An error of a call, of `start`, or a cause in `causes`. `code` is stable and meant for programs, `message` for people.
 * No password, name of a channel or uid appears in it.
 *
 * An error of a channel manager of your own reaches the caller as it is, and may be anything.
 */
export interface GlobalChannelError extends Error {
  code: GlobalChannelErrorCode;

  /**
   * `true`: Redis, or the frontend server, may have done what was asked. Calls that change members may simply be made
   * again: adding and removing twice is the same as once.
   */
  maybeExecuted?: boolean;

  /** With `EREPLY`: the first word of what Redis answered, such as `WRONGTYPE`, `NOPERM`, `OOM`, `READONLY`, `DENIED`. */
  reply?: string;

  /** What is behind it, where something is; with `EPUSH` the first of `causes`, of a list the first in its order that failed. */
  cause?: unknown;

  /** With `EPUSH`: why each frontend server was not reached, by its id. */
  causes?: Map<string, Error>;
}

/**
 * - `EINVAL` an option or an argument makes no sense; the message names it
 * - `ESTATE` not started, starting, or stopped (`invalid state`); from `start`: it has started already, or was stopped; from
 *   what the user's own index answers: the option `userIndex` is off
 * - `ENOADDON` from `start`: the native addon cannot be loaded; the message says what to do
 * - `ECONNREFUSED` from `start`: there was no connection for `startTimeout`
 * - `ENOTFOUND` the same; the host name does not resolve
 * - `ENOENT` the same; the unix socket does not exist
 * - `ETIMEDOUT` no answer within `commandTimeout`, `startTimeout`, or, from a frontend server, `pushTimeout`
 * - `ECONNLOST` the call cost the connection three times, or there is none and `enable_offline_queue` is false; in
 *   `EPUSH`: the frontend server left
 * - `EQUEUEFULL` `maxQueue` or `maxQueueBytes` is reached
 * - `ENOTSUP` a channel manager of your own cannot do it; the message says which method it lacks
 * - `ESTOPPED` the service was stopped before the call was answered
 * - `EREPLY` Redis answered with an error; the message is its text
 * - `ETLS` with `tls`: the server is not who it should be, does not accept our certificate, or speaks no TLS
 * - `EPROTOCOL` what answers is not Redis, or broken
 * - `EPUSH` a push reached nobody
 * - `ENOMEM` memory is short
 */
export type GlobalChannelErrorCode =
  | 'EINVAL'
  | 'ESTATE'
  | 'ENOADDON'
  | 'ECONNREFUSED'
  | 'ENOTFOUND'
  | 'ENOENT'
  | 'ETIMEDOUT'
  | 'ECONNLOST'
  | 'EQUEUEFULL'
  | 'ENOTSUP'
  | 'ESTOPPED'
  | 'EREPLY'
  | 'ETLS'
  | 'EPROTOCOL'
  | 'EPUSH'
  | 'ENOMEM';
