import type { Clock, Secret, SubjectId } from '#core';
import type { Check, Entry, Key, Store, Write } from '#store';
import { accountKeyOf } from './account-key.ts';
import type { Attempts, Lane } from './attempts.ts';
import { closedUntil, failuresIn, forgottenAt, isClosed, laneOf, noAttempts, withheldUntil } from './attempts.ts';
import type { GuardPolicy } from './policy.ts';
import { guardPolicy } from './policy.ts';
import type { Standing } from './verify.ts';

/** Whom an operator means: by the id the caller keys, or by the subject the journal shows. */
export type Whom = { readonly userId: Secret } | { readonly subject: SubjectId };

/** An account as an operator sees it. `key` is {@link accountKeyOf} its user id; instants are NumericDate seconds. */
export type LockState = {
  readonly key: string;
  readonly state: 'open' | 'waiting' | 'disabled_by_failures' | 'locked_by_operator' | 'disabled_by_operator';
  /** When a `waiting` account opens again. */
  readonly until: number | null;
  readonly failures: number;
  readonly knownNumberFailures: number;
  /** When somebody last tried while it was closed. */
  readonly triedWhileClosedAt: number | null;
};

/** The locks of all accounts, for the guard and for operators; no provider is needed to see or lift them. */
export type Locks = {
  /** Closes an account to the phone; live grants of its subject fail at their next step. False when the subject is unknown. */
  lock(whom: Whom): Promise<boolean>;
  /** As `lock`, for good: the word an operator uses when the customer is gone. */
  disable(whom: Whom): Promise<boolean>;
  /** Opens an account: counts, waits and an operator's hold are gone. False when the subject is unknown. */
  unlock(whom: Whom): Promise<boolean>;
  stateOf(userId: Secret): Promise<LockState>;
  /** Every account with a failure or a hold, in no order that means anything. */
  states(): Promise<LockState[]>;
  standing(subject: SubjectId): Promise<Standing>;
};

/** What the guard keeps about a subject at each success: its account, and the lane its calling number belongs in. */
export type SubjectRow = {
  readonly account: string;
  readonly lane: Lane;
  /** Kept for a day from when a caller was found by their id alone. */
  readonly claimed?: boolean;
};

export const attemptsKey = (account: string): Key => ['identity', 'attempts', account];
export const triedKey = (account: string): Key => ['identity', 'tried_while_closed', account];
export const subjectKey = (subject: SubjectId): Key => ['identity', 'subject', subject];

/** The row of an account, with the check that it has not changed since. */
export const readAttempts = async (store: Store, account: string): Promise<{ row: Attempts; unchanged: Check }> => {
  const key = attemptsKey(account);
  const entry = await store.get<Attempts>(key);
  return { row: entry?.value ?? noAttempts, unchanged: { key, version: entry?.version ?? null } };
};

export const writeAttempts = (account: string, row: Attempts, now: number, policy: GuardPolicy): Write => ({
  put: attemptsKey(account),
  value: row,
  ...forgottenAt(row, now, policy),
});

/** Locks over a store. `key` must be the one given to `createIdentity`, or the accounts are other ones. */
export const createLocks = (ports: {
  store: Store;
  clock: Clock;
  key: Secret;
  policy?: Partial<GuardPolicy>;
}): Locks => {
  const { store, clock, key } = ports;
  const policy = guardPolicy(ports.policy);

  const accountOf = async (whom: Whom): Promise<string | null> => {
    if ('userId' in whom) return accountKeyOf(key, whom.userId);
    return (await store.get<SubjectRow>(subjectKey(whom.subject)))?.value.account ?? null;
  };

  const change = async (whom: Whom, next: (row: Attempts) => Attempts): Promise<boolean> => {
    const account = await accountOf(whom);
    if (account === null) return false;
    for (;;) {
      const { row, unchanged } = await readAttempts(store, account);
      const write = writeAttempts(account, next(row), clock.now(), policy);
      if ((await store.commit({ checks: [unchanged], writes: [write] })).ok) return true;
    }
  };

  const describe = async (account: string, row: Attempts): Promise<LockState> => {
    const until = Math.max(closedUntil(row, policy), withheldUntil(row, 'stranger', clock.now(), policy));
    const tried = await store.get<number>(triedKey(account));
    const bySchedule =
      until === Number.POSITIVE_INFINITY ? 'disabled_by_failures' : clock.now() < until ? 'waiting' : 'open';
    const state = row.held === null ? bySchedule : (`${row.held.how}_by_operator` as const);
    return {
      key: account,
      state,
      until: state === 'waiting' ? until : null,
      failures: failuresIn(row, 'stranger'),
      knownNumberFailures: failuresIn(row, 'known'),
      triedWhileClosedAt: tried?.value ?? null,
    };
  };

  return {
    lock: (whom) => change(whom, (row) => ({ ...row, held: { how: 'locked', at: clock.now() } })),
    disable: (whom) => change(whom, (row) => ({ ...row, held: { how: 'disabled', at: clock.now() } })),
    unlock: (whom) => change(whom, (row) => ({ ...noAttempts, number: row.number })),
    async stateOf(userId) {
      const account = accountKeyOf(key, userId);
      return describe(account, (await readAttempts(store, account)).row);
    },
    async states() {
      const found: LockState[] = [];
      let page: Entry<Attempts>[];
      let after: Key | undefined;
      do {
        page = await store.list<Attempts>(['identity', 'attempts'], after === undefined ? {} : { after });
        for (const entry of page) {
          const state = await describe(entry.key[2] ?? '', entry.value);
          if (state.state !== 'open' || state.failures + state.knownNumberFailures > 0) found.push(state);
        }
        after = page.at(-1)?.key;
      } while (page.length > 0);
      return found;
    },
    async standing(subject) {
      const index = await store.get<SubjectRow>(subjectKey(subject));
      const known: Check = { key: subjectKey(subject), version: index?.version ?? null };
      if (index === null) return { active: false, still: [known] };
      const { account, lane } = index.value;
      const { row, unchanged } = await readAttempts(store, account);
      // Strangers who lock their own lane do not stop the owner who came through the other one.
      const open = !isClosed(row, laneOf(row, lane === 'known', policy), clock.now(), policy);
      return { active: open, still: [known, unchanged] };
    },
  };
};
