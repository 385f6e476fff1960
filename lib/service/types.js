'use strict';

/**
 * The types that the service shares with Pomelo and with channel managers.
 *
 * @typedef {{ id: string, [property: string]: any }} Server
 *
 * @typedef {object} App what is used of a Pomelo application
 * @property {(stype: string) => Server[] | undefined} getServersByType a live array
 * @property {(server: Server) => boolean} [isFrontend]
 * @property {() => Record<string, any>} [getServersFromConfig] those in servers.json, by id
 * @property {(key: string, value: unknown, attach?: boolean) => unknown} set
 * @property {(sid: string, message: object, cb: Callback) => void} [rpcInvoke]
 *   there once Pomelo's proxy has started
 * @property {import('events').EventEmitter} [event]
 *
 * @typedef {(...args: any[]) => void} Callback
 *
 * @typedef {object} Receiver of the members of a channel
 * @property {(index: number, err: any, uids: any[]) => void} members
 *   once for each sid, in any order
 * @property {() => void} end once, after the last
 * @property {(err: any) => void} refused instead of the two, when nothing could be read
 *
 * @typedef {object} Manager a channel manager; `exact` is its own property when it
 *   calls back exactly once, never from inside the call, in the caller's async context,
 *   and minds what a callback throws; then it has getMembers, start and stop
 * @property {boolean} [exact]
 * @property {(cb: Callback) => void} [start]
 * @property {(force: boolean, cb: Callback) => void} [stop]
 * @property {(cb: Callback) => void} [clean]
 * @property {(name: any, cb: Callback) => void} destroyChannel
 * @property {(name: any, uid: any, sid: any, cb: Callback) => void} add
 * @property {(name: any, uid: any, sid: any, cb: Callback) => void} leave
 * @property {(name: any, sid: any, cb: Callback) => void} getMembersBySid
 * @property {(name: any, sids: string[], cb: Callback) => void} [getMembers]
 */

module.exports = {};
