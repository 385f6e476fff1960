// What an application may and may not do with the service.

import { Channel, GlobalChannelError, GlobalChannelService, Id } from 'pomelo-globalchannel-native';

declare const service: GlobalChannelService;
declare function is<T>(value: T): void;

export function callbacks(next: (err: Error | null, answer?: object) => void) {
  service.add('lobby', 'u', 'connector-1', (err) => is<GlobalChannelError | null>(err));
  service.leave('lobby', 'u', 'connector-1', (err) => next(err));
  service.getMembersBySid('lobby', 'connector-1', (err, uids) => next(err, { n: uids.length }));
  service.getMembersByChannelName('connector', 'lobby', (err: Error | null, uids: string[]) => next(err, uids));
  service.pushMessage('connector', 'onChat', { text: 'hi' }, 'lobby', {}, (err, failIds) => next(err, failIds.slice(1)));
  service.pushMessage('connector', 'onChat', 'hi', 'lobby', null, (err, failIds) => next(err, failIds));
  service.pushMessage('connector', 'onChat', [1, 2], 'lobby', (err, failIds) => next(err, failIds));
  service.destroyChannel('lobby', (err) => is<GlobalChannelError | null | undefined>(err));
  service.start((err) => is<GlobalChannelError | null | undefined>(err));
  service.stop(true, () => next(null));

  // @ts-expect-error: a member is a text
  service.getMembersBySid('lobby', 'connector-1', (err, uids: number[]) => next(err));
  // @ts-expect-error: there is no second value
  service.add('lobby', 'u', 'connector-1', (err, uids) => next(err));
  // @ts-expect-error: the callback is the fourth
  service.add('lobby', 'u', (err: Error | null) => next(err));
  // @ts-expect-error: may be null
  service.add('lobby', 'u', 'connector-1', (err) => err.code);
  // @ts-expect-error: a call with a callback returns nothing
  service.add('lobby', 'u', 'connector-1', () => {}).then();
  // @ts-expect-error: a route is a text
  service.pushMessage('connector', 7, {}, 'lobby');
  // @ts-expect-error: options are an object
  service.pushMessage('connector', 'onChat', {}, 'lobby', 'fast');
}

export async function promises() {
  is<void>(await service.add('lobby', 'u', 'connector-1'));
  is<void>(await service.leave('lobby', 'u', 'connector-1'));
  is<string[]>(await service.getMembersBySid('lobby', 'connector-1'));
  is<string[]>(await service.getMembersByChannelName('connector', 'lobby'));
  is<string[]>(await service.pushMessage('connector', 'onChat', {}, 'lobby'));
  is<string[]>(await service.pushMessage('connector', 'onChat', {}, 'lobby', { any: 'option' }));
  is<void>(await service.destroyChannel('lobby'));
  is<void>(await service.start());
  is<void>(await service.stop());
  is<void>(await service.stop(true));

  // @ts-expect-error: nothing comes of it
  is<string[]>(await service.add('lobby', 'u', 'connector-1'));
  // @ts-expect-error: a member is a text
  is<number[]>(await service.getMembersBySid('lobby', 'connector-1'));
  // @ts-expect-error: a sid is missing
  await service.getMembersBySid('lobby');
  // @ts-expect-error: no such method
  await service.getMembers('lobby');
}

class ObjectId {
  toHexString(): string { return ''; }
  toString(): string { return ''; }
}

class Long {
  toString(radix?: number): string { return String(radix); }
}

export function ids(big: bigint, either: string | number) {
  const good: Id[] = ['u', 7, big, either, new ObjectId(), new Long()];
  for (const id of good) service.add(id, id, id);

  // @ts-expect-error
  is<Id>(undefined);
  // @ts-expect-error
  is<Id>(null);
  // @ts-expect-error
  is<Id>(true);
  // @ts-expect-error
  is<Id>(Symbol('u'));
  // @ts-expect-error
  is<Id>(['u']);
  // @ts-expect-error
  is<Id>({ uid: 'u' });
  // @ts-expect-error
  is<Id>(new Date());
  // @ts-expect-error
  is<Id>(new Error('u'));
  // @ts-expect-error
  is<Id>(() => 'u');
  // @ts-expect-error
  is<Id>(Promise.resolve('u'));
  // @ts-expect-error
  is<Id>(/u/);
  // @ts-expect-error
  is<Id>(new Map<string, string>());
  // @ts-expect-error
  is<Id>(new Set<string>());
  // @ts-expect-error
  is<Id>(new WeakMap<object, string>());
  // @ts-expect-error
  is<Id>(new Uint8Array(1));
  // @ts-expect-error
  is<Id>(new ArrayBuffer(1));
}

export function errors(err: GlobalChannelError) {
  is<Error>(err);
  is<string | undefined>(err.reply);
  is<boolean | undefined>(err.maybeExecuted);
  if (err.code === 'EPUSH' && err.causes) for (const [sid, cause] of Array.from(err.causes)) is<string>(sid + cause.message);
  switch (err.code) {
    case 'ETIMEDOUT': return 'late';
    case 'EREPLY': return err.reply;
    // @ts-expect-error: no such code
    case 'ETIMEOUT': return 'never';
  }
  // @ts-expect-error: unknown until it is looked at
  return err.cause.message;
}

export async function lists() {
  const names: readonly string[] = ['lobby', 'guild'];
  is<void>(await service.add(names, ['u', 7], 'connector-1'));
  is<void>(await service.leave('lobby', ['u'], 'connector-1'));
  is<void>(await service.destroyChannel(names));
  is<string[]>(await service.getMembersByChannelName('connector', names));
  is<string[]>(await service.pushMessage('connector', 'onChat', {}, names, { except: ['u', 7] }));
  is<string[]>(await service.pushMessageByUids('connector', 'onMail', {}, ['u', 7], { except: 'u' }));
  is<string[]>(await service.pushMessageByUids('connector', 'onMail', {}, 7));
  service.pushMessageByUids('connector', 'onMail', {}, 'u', (err, failIds) => is<string[]>(failIds));

  // @ts-expect-error: a server is one
  service.add(names, 'u', ['connector-1']);
  // @ts-expect-error: no lists in lists
  service.add([names], 'u', 'connector-1');
  // @ts-expect-error: one name
  service.getMembersBySid(names, 'connector-1');
  // @ts-expect-error: uids, not the records of channelService
  service.pushMessageByUids('connector', 'onMail', {}, [{ uid: 'u', sid: 'connector-1' }]);
  // @ts-expect-error: no uid
  service.pushMessage('connector', 'onChat', {}, 'lobby', { except: true });
}

export async function asking() {
  is<number>(await service.getCountBySid('lobby', 'connector-1'));
  is<number>(await service.getCountByChannelName('connector', 'lobby'));
  is<boolean>(await service.isMember('connector', 'lobby', 'u'));
  is<string[]>(await service.getSidsOfMember('connector', 'lobby', 'u'));
  is<Channel[]>(await service.getChannels());
  service.getChannels((err, channels) => channels.forEach(({ name, count, sids }) => is<[string, number, number]>([name, count, sids.c1])));
  service.getCountBySid('lobby', 'connector-1', (err, count) => is<number>(count));
  service.isMember('connector', 'lobby', 'u', (err, isMember) => is<boolean>(isMember));

  // @ts-expect-error: one name
  service.getCountByChannelName('connector', ['lobby']);
  // @ts-expect-error: one uid
  service.isMember('connector', 'lobby', ['u']);
}

export async function index(sid: string | undefined) {
  is<string[]>(await service.leaveAll('u', 'connector-1'));
  is<string[]>(await service.leaveAll(['u', 7]));
  service.leaveAll('u', (err, names) => is<string[]>(names));
  service.leaveAll('u', 'connector-1', (err, names) => is<string[]>(names));
  is<string[]>((await service.getChannelsByUid('u'))['connector-1']);
  is<string[]>((await service.getChannelsByUid(['u'])).u['connector-1']);
  is<string[]>(await service.getSidsByUid('u'));
  is<string[]>((await service.getSidsByUid(['u'])).u);
  is<number>(await service.reindex());

  // @ts-expect-error: a frontendId that may be missing
  service.leaveAll('u', sid);
}
