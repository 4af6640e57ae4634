// In: a user id and a PIN. Out: a verdict, after the same Argon2id work whoever it was. Also the operator's user list.
// The one room that has a PIN database of its own; the only folder that uses @node-rs/argon2.
// Must never: keep a PIN or a user id in a form that can be read or tried without the keys, or hash without a place free.
import type { Clock, Log, Random, Secret, SubjectId } from '#core';
import { type Store, sealed } from '#store';
import { accountKeyOf } from '../account-key.ts';
import { createBreaker } from '../breaker.ts';
import type { PinVerifier, ProviderVerdict } from '../verify.ts';
import { type Imported, importUsers } from './import.ts';
import { type Argon2Cost, argon2id, createPinHasher, type Derive, defaultCost, type Peppers } from './pin-hash.ts';
import { createSlots, systemTimer, type Timer } from './slots.ts';
import { createStandIn, standInRows } from './stand-in.ts';
import { createUsers, subjectIndexKey, type UserRow, type Users, userKey } from './users.ts';
import type { PinProfile } from './weak-pin.ts';

export type { Imported } from './import.ts';
export type { Argon2Cost, Derive, Peppers } from './pin-hash.ts';
export { argon2id } from './pin-hash.ts';
export type { Timer } from './slots.ts';
export type { Added, Changed, ListedUser, NewUser, UserRefusal, UserRow } from './users.ts';
export { type PinProfile, randomPin, type WeakPin, weakPinReasons } from './weak-pin.ts';

/** What the embedded provider needs. `key` is the one given to `createIdentity`; `concurrency` is the number of cores. */
export type EmbeddedPorts = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly key: Secret;
  readonly peppers: Peppers;
  /** From when each pepper seals what is new (NumericDate); one that is not named always does. */
  readonly pepperFrom?: Readonly<Record<string, number>>;
  readonly concurrency: number;
  readonly queueLimit?: number;
  readonly waitMs?: number;
  readonly profile?: PinProfile;
  readonly cost?: Argon2Cost;
  readonly derive?: Derive;
  readonly timer?: Timer;
};

/** The embedded provider: a verifier, and the operator's functions on its users. */
export type EmbeddedVerifier = PinVerifier &
  Required<Pick<PinVerifier, 'decoy' | 'find' | 'numberOnFile' | 'standing'>> &
  Pick<Users, 'addUser' | 'listUsers' | 'setPin' | 'disable'> & {
    importUsers(lines: Iterable<string> | AsyncIterable<string>): Promise<Imported>;
  };

const wrong: ProviderVerdict = { verdict: 'wrong' };
const busy: ProviderVerdict = { verdict: 'cannot_say', reason: 'busy' };
const longestPin = 64;
/** A number, a PIN or a flag that was changed in the database by hand is refused. */
const sealedRows = [userKey('').slice(0, 2), subjectIndexKey('' as SubjectId).slice(0, 2), standInRows];

/**
 * Opens the embedded provider. `verify` guarantees one Argon2id of today's cost for known, unknown and disabled users
 * alike, at most `concurrency` at once, and `cannot_say busy` within `waitMs` otherwise. @throws RangeError without a pepper.
 */
export const createEmbeddedVerifier = (ports: EmbeddedPorts): EmbeddedVerifier => {
  const { clock, random, log, key } = ports;
  const store = sealed(ports.store, key, sealedRows);
  const hasher = createPinHasher({
    peppers: ports.peppers,
    isActive: (version) => clock.now() >= (ports.pepperFrom?.[version] ?? 0),
    random,
    derive: ports.derive ?? argon2id,
    cost: ports.cost ?? defaultCost,
  });
  const slots = createSlots({
    places: ports.concurrency,
    queueLimit: ports.queueLimit ?? 50,
    waitMs: ports.waitMs ?? 2000,
    timer: ports.timer ?? systemTimer,
  });
  const users = createUsers({ store, clock, random, key, hasher, profile: ports.profile ?? 'standard' });
  const nobody = hasher.decoy();
  const breaker = createBreaker(clock);
  const standIn = createStandIn(store, nobody);

  const verifyNow = async (userId: Secret, pin: Secret, compare: boolean): Promise<ProviderVerdict> => {
    const { account, entry } = await users.find(userId);
    await standIn(entry !== null);
    const text = pin.reveal();
    const usable = compare && text.trim() !== '' && text.length <= longestPin;
    const kept = entry !== null && !entry.value.disabled && usable ? entry.value.pin : nobody;
    const { fits, next } = await hasher.check(account, usable ? text : '-', kept);
    if (entry?.value.disabled) return { verdict: 'locked' };
    if (!fits || entry === null) return wrong;
    const row: UserRow = entry.value;
    if (next !== null) {
      // A loser of this race was hashed again by someone else, or set anew: nothing to do.
      await store.commit({
        checks: [{ key: entry.key, version: entry.version }],
        writes: [{ put: entry.key, value: { ...row, pin: next } }],
      });
    }
    return {
      verdict: 'verified',
      caller: {
        subject: row.subject,
        account: row.account,
        numberOnFile: row.numberVerified ? row.number : null,
        amr: ['pin'],
        authTime: clock.now(),
      },
    };
  };

  const askNow = async (userId: Secret, pin: Secret, compare: boolean): Promise<ProviderVerdict> => {
    try {
      const verdict = await slots.run(() => verifyNow(userId, pin, compare));
      return verdict === null ? busy : compare || verdict.verdict === 'cannot_say' ? verdict : wrong;
    } catch (error) {
      const reason = error instanceof RangeError ? 'misconfigured' : 'unavailable';
      log.error('The embedded identity provider failed', { room: 'identity', code: reason });
      return { verdict: 'cannot_say', reason };
    }
  };

  const answer = (userId: Secret, pin: Secret, compare: boolean) => breaker.ask(() => askNow(userId, pin, compare));

  return {
    name: 'embedded',
    ...{ addUser: users.addUser, listUsers: users.listUsers, setPin: users.setPin, disable: users.disable },
    importUsers: (lines) => importUsers(users, lines),
    verify: (userId, pin) => answer(userId, pin, true),
    decoy: (userId, pin) => answer(userId, pin, false),
    async numberOnFile(userId) {
      const row = await store.get<UserRow>(userKey(accountKeyOf(key, userId)));
      return row?.value.numberVerified ? row.value.number : null;
    },
    async find(userId) {
      const row = (await users.find(userId)).entry?.value;
      if (row?.signsInAs === undefined) return null;
      const { subject, account, number, numberVerified, signsInAs } = row;
      return { subject, account, numberOnFile: numberVerified ? number : null, signsInAs };
    },
    async standing(subject) {
      const index = await store.get<string>(subjectIndexKey(subject));
      if (index === null) return { active: false, still: [{ key: subjectIndexKey(subject), version: null }] };
      const row = await store.get<UserRow>(userKey(index.value));
      return {
        active: row !== null && !row.value.disabled,
        still: [{ key: userKey(index.value), version: row?.version ?? null }],
      };
    },
    ready: () =>
      store.get(userKey('-')).then(
        () => true,
        () => false,
      ),
  };
};
