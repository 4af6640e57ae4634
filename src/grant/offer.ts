import type { Call, Calls } from '#call';
import { isLive } from '#call';
import type { Clock, GrantId, Random, Secret } from '#core';
import { newId } from '#core';
import type { Fact, Journal } from '#journal';
import type { Batch, Entry, Store } from '#store';
import { batch } from '#store';
import type { AnyTransaction } from '#transaction';
import { codeHash, digitsOf, type GrantKeys, newCode, pageCodeOf } from './codes.ts';
import { deathFact } from './death.ts';
import {
  awaitsSignIn,
  codeKey,
  type Grant,
  type GrantEntry,
  keepSeconds,
  liveKey,
  liveKeyOf,
  type Rows,
} from './row.ts';

export type GrantPolicy = {
  readonly codeSeconds: number;
  readonly attempts: number;
  readonly attemptsPerCall: number;
  readonly tokenSeconds: number;
  readonly audience: string;
};

export type Offered =
  | { readonly ok: true; readonly grant: Grant; readonly code: Secret; readonly digits: Secret }
  | { readonly ok: false; readonly reason: 'call_ended' | 'not_verified' | 'too_many_attempts' };

type Ports = {
  store: Store;
  clock: Clock;
  random: Random;
  journal: Journal;
  calls: Calls;
  rows: Rows;
  keys: GrantKeys;
  policy: GrantPolicy;
  standing: (subject: Grant['subject']) => Promise<{ active: boolean; still: Batch['checks'] }>;
};

/** The old grant dies; a place of its own goes with it, and the account's is taken by the new one in the same commit. */
export const replacedParts = (rows: Rows, old: GrantEntry): Pick<Batch, 'checks' | 'writes'> => ({
  checks: [{ key: old.key, version: old.version }],
  writes: [
    rows.put({ ...old.grant, state: 'dead', reason: 'replaced' }),
    ...(awaitsSignIn(old.grant) ? [{ delete: liveKeyOf(old.grant) }] : []),
  ],
});

/** What a grant of this call waits for: nothing, or the sign-in of whoever the caller says to be. */
const waitsFor = (call: Call): Pick<Grant, 'signIn' | 'amr' | 'authTime'> =>
  call.caller === null
    ? { amr: [], authTime: 0, signIn: { as: call.claimed?.signsInAs ?? null, jkt: null, refused: 0 } }
    : { amr: call.caller.amr, authTime: call.caller.authTime };

/**
 * Offers one grant: one action of one account, while this call lives, for `codeSeconds`. Any grant the account still has,
 * of this call or another, is dead (`replaced`) in the same commit, so that at most one is ever alive. `code` is what the
 * text carries (43 characters, or eight digits in voice delivery); neither it nor the digits are kept. With `readBack` the
 * order is read back on the call and needs a yes there, whatever its transaction declares. On a call whose caller is only
 * claimed, the grant waits for their sign-in and replaces nothing but its own call's.
 */
export const createOffer =
  (ports: Ports) =>
  async (
    callEntry: Entry<Call>,
    transaction: AnyTransaction,
    delivery: Grant['delivery'],
    readBack = false,
  ): Promise<Offered> => {
    for (let entry = callEntry; ; ) {
      const call = entry.value;
      const caller = call.caller ?? call.claimed ?? null;
      if (caller === null) return { ok: false, reason: 'not_verified' };
      const now = ports.clock.now();
      if (!isLive(call, now)) return { ok: false, reason: 'call_ended' };
      const { signIn, amr, authTime } = waitsFor(call);
      // Who is still to sign in is asked about there: an answer here would tell whose user id it is.
      const standing = signIn === undefined ? await ports.standing(caller.subject) : { active: true, still: [] };
      if (!standing.active) return { ok: false, reason: 'not_verified' };

      const before = call.grant === null ? null : await ports.rows.get(call.grant);
      const live = signIn !== undefined ? null : await ports.store.get<string>(liveKey(caller.account));
      const ofAccount = live === null ? null : await ports.rows.get(live.value as GrantId);
      const old = signIn !== undefined ? before : ofAccount;
      const ofThisCall = old !== null && old.grant.call === call.id;
      const spent = call.attemptsSpent + (before?.grant.attempts ?? 0);
      const budget = Math.min(ports.policy.attempts, ports.policy.attemptsPerCall - spent);
      if (budget <= 0) return { ok: false, reason: 'too_many_attempts' };

      const id = newId<GrantId>(ports.random, 'grant');
      const code = delivery === 'link' ? newCode(ports.random) : pageCodeOf(ports.keys, id);
      const grant: Grant = {
        id,
        call: call.id,
        subject: caller.subject,
        account: caller.account,
        type: transaction.type,
        detail: {
          type: transaction.type,
          actions: [transaction.type],
          locations: [ports.policy.audience],
          identifier: caller.account,
          call: call.id,
          limits: transaction.limits,
        },
        delivery,
        lang: call.lang,
        codeHash: codeHash(ports.keys, code.reveal()),
        createdAt: now,
        expiresAt: now + ports.policy.codeSeconds,
        state: 'offered',
        reason: null,
        attempts: 0,
        wrongs: 0,
        maxAttempts: budget,
        opened: false,
        jkt: null,
        tokenId: null,
        tokenIssuedAt: null,
        amr,
        authTime,
        ...(readBack ? { readBack } : {}),
        ...(signIn === undefined ? {} : { signIn }),
      };
      const place = liveKeyOf(grant);
      const replaces = old !== null && (old.grant.state === 'offered' || old.grant.state === 'redeemed') ? old : null;
      const facts: Fact[] = [
        ...(replaces !== null && ofThisCall ? [deathFact(replaces.grant, 'replaced')] : []),
        {
          kind: 'grant_offered',
          grant: id,
          type: transaction.type,
          account: caller.account,
          expires_in: ports.policy.codeSeconds,
          delivery,
        },
      ];
      const done = await ports.store.commit(
        batch(
          await ports.calls.change(entry, { grant: id, attemptsSpent: spent }, facts),
          replaces === null ? {} : replacedParts(ports.rows, replaces),
          replaces !== null && !ofThisCall
            ? await ports.journal.append(replaces.grant.call, [deathFact(replaces.grant, 'replaced')])
            : {},
          {
            checks: [
              { key: place, version: live?.version ?? null },
              { key: codeKey(grant.codeHash), version: null },
              ...standing.still,
            ],
            writes: [
              ports.rows.put(grant),
              { put: codeKey(grant.codeHash), value: id, expiresAt: now + keepSeconds },
              { put: place, value: id, expiresAt: now + keepSeconds },
            ],
            before: call.leaseUntil,
          },
        ),
      );
      if (done.ok) return { ok: true, grant, code, digits: digitsOf(ports.keys, id) };
      const fresh = await ports.calls.get(call.id);
      if (fresh === null) return { ok: false, reason: 'call_ended' };
      entry = fresh;
    }
  };
