import type { AccountId, Clock, E164, Random, Secret, SubjectId } from '#core';
import { newId } from '#core';
import type { Check, Entry, Key, Store } from '#store';
import { accountKeyOf } from '../account-key.ts';
import type { PinHash, PinHasher } from './pin-hash.ts';
import { type PinProfile, type WeakPin, weaknessOf } from './weak-pin.ts';

/**
 * A user as kept. The key is an HMAC of the user id, so that a reader of the store learns no id; what an operator needs
 * to recognise a customer is the name and the masked id.
 */
export type UserRow = {
  readonly subject: SubjectId;
  readonly account: AccountId;
  readonly name: string;
  /** `•` for every character but the last two. */
  readonly maskedId: string;
  readonly number: E164 | null;
  readonly numberVerified: boolean;
  readonly pin: PinHash;
  readonly pinSetAt: number;
  readonly disabled: boolean;
  /** Who they are at the login provider, for users who sign in on their own screen. */
  readonly signsInAs?: string;
};

/** A user as an operator sees it. `key` is the same as in `LockState`, so that the two lists can be joined. */
export type ListedUser = Omit<UserRow, 'pin' | 'signsInAs'> & { readonly key: string };

/** Someone to add. `pin` in clear, or `pinHash` in PHC form, or neither for a user who only ever signs in as `signsInAs`. Without `account` a new handle is made. */
export type NewUser = {
  readonly userId: Secret;
  readonly name: string;
  readonly number: E164 | null;
  /** Whether somebody has made sure that the number is this person's; without it no text is sent there. Default true. */
  readonly numberVerified?: boolean;
  readonly account?: AccountId;
  readonly signsInAs?: string;
} & ({ readonly pin: Secret } | { readonly pinHash: string } | { readonly signsInAs: string });

export type UserRefusal = WeakPin | 'exists' | 'unknown_user' | 'bad_user_id' | 'bad_account' | 'bad_hash';
export type Added =
  | { readonly ok: true; readonly subject: SubjectId; readonly account: AccountId }
  | { readonly ok: false; readonly reason: UserRefusal };
export type Changed = { readonly ok: true } | { readonly ok: false; readonly reason: UserRefusal };

export const userKey = (account: string): Key => ['identity', 'embedded', account];
export const subjectIndexKey = (subject: SubjectId): Key => ['identity', 'embedded_subject', subject];

const mask = (userId: Secret): string => {
  const characters = [...userId.reveal().trim()];
  return characters.map((character, index) => (index < characters.length - 2 ? '•' : character)).join('');
};

const longestUserId = 64;

/** The users of the embedded provider, for the operator's commands. */
export const createUsers = (ports: {
  store: Store;
  clock: Clock;
  random: Random;
  key: Secret;
  hasher: PinHasher;
  profile: PinProfile;
}) => {
  const { store, clock, random, key, hasher, profile } = ports;
  const find = async (userId: Secret): Promise<{ account: string; entry: Entry<UserRow> | null }> => {
    const account = accountKeyOf(key, userId);
    return { account, entry: await store.get<UserRow>(userKey(account)) };
  };

  const change = async (
    userId: Secret,
    next: (row: UserRow, account: string) => Promise<UserRow | UserRefusal>,
  ): Promise<Changed> => {
    for (;;) {
      const { account, entry } = await find(userId);
      if (entry === null) return { ok: false, reason: 'unknown_user' };
      const row = await next(entry.value, account);
      if (typeof row === 'string') return { ok: false, reason: row };
      const unchanged: Check = { key: entry.key, version: entry.version };
      const writes = [{ put: entry.key, value: row }];
      if ((await store.commit({ checks: [unchanged], writes })).ok) return { ok: true };
    }
  };

  return {
    find,

    /** Adds a user. Refuses a weak PIN, an id that is taken, and an account handle the journal could not keep. */
    async addUser(user: NewUser): Promise<Added> {
      const { account: name, entry } = await find(user.userId);
      const id = user.userId.reveal().trim();
      if (id.length < 3 || id.length > longestUserId || !/[\p{L}\p{N}]/u.test(id)) {
        return { ok: false, reason: 'bad_user_id' };
      }
      const account = user.account ?? newId<AccountId>(random, 'acct');
      if (!/^[a-z]{2,8}_[A-Za-z0-9_-]{6,64}$/.test(account)) return { ok: false, reason: 'bad_account' };
      if (entry !== null) return { ok: false, reason: 'exists' };
      let pin: PinHash | null;
      if ('pin' in user) {
        const weak = weaknessOf(user.pin, { userId: user.userId, number: user.number, profile });
        if (weak !== null) return { ok: false, reason: weak };
        pin = await hasher.make(name, user.pin);
      } else pin = 'pinHash' in user ? hasher.fromPhc(name, user.pinHash) : hasher.decoy();
      if (pin === null) return { ok: false, reason: 'bad_hash' };
      const subject = newId<SubjectId>(random, 'sub');
      const row: UserRow = {
        subject,
        account,
        name: user.name,
        maskedId: mask(user.userId),
        number: user.number,
        numberVerified: user.number !== null && (user.numberVerified ?? true),
        pin,
        pinSetAt: clock.now(),
        disabled: false,
        ...(user.signsInAs === undefined ? {} : { signsInAs: user.signsInAs }),
      };
      const done = await store.commit({
        checks: [{ key: userKey(name), version: null }],
        writes: [
          { put: userKey(name), value: row },
          { put: subjectIndexKey(subject), value: name },
        ],
      });
      return done.ok ? { ok: true, subject, account } : { ok: false, reason: 'exists' };
    },

    /** Every user, without anything of the PIN. */
    async listUsers(): Promise<ListedUser[]> {
      const users: ListedUser[] = [];
      let page: Entry<UserRow>[];
      let after: Key | undefined;
      do {
        page = await store.list<UserRow>(['identity', 'embedded'], after === undefined ? {} : { after });
        for (const entry of page) {
          const { pin: _pin, signsInAs: _as, ...row } = entry.value;
          users.push({ ...row, key: entry.key[2] ?? '' } as ListedUser);
        }
        after = page.at(-1)?.key;
      } while (page.length > 0);
      return users;
    },

    /** A new PIN. Does not lift a lock: whoever rebinds a customer unlocks them too. */
    setPin: (userId: Secret, pin: Secret): Promise<Changed> =>
      change(userId, async (row, account) => {
        const weak = weaknessOf(pin, { userId, number: row.number, profile });
        return weak ?? { ...row, pin: await hasher.make(account, pin), pinSetAt: clock.now() };
      }),

    /** Disables a user, or enables them again. A live grant of theirs fails at its next step. */
    disable: (userId: Secret, disabled = true): Promise<Changed> =>
      change(userId, async (row) => ({ ...row, disabled })),
  };
};

export type Users = ReturnType<typeof createUsers>;
