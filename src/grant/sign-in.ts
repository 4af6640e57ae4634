import type { Calls } from '#call';
import type { Clock, GrantId, Jkt } from '#core';
import type { Fact, Journal } from '#journal';
import type { Batch, Store } from '#store';
import { batch } from '#store';
import { deathFact, deathParts, unusable, usableUntil } from './death.ts';
import { replacedParts } from './offer.ts';
import { awaitsSignIn, type Grant, keepSeconds, liveKey, liveKeyOf, type Rows } from './row.ts';

type Ports = {
  store: Store;
  clock: Clock;
  journal: Journal;
  calls: Calls;
  rows: Rows;
  standing: (subject: Grant['subject']) => Promise<{ active: boolean; still: Batch['checks'] }>;
};

/** Who signed in at the identity provider, with which browser key. `authTime` is NumericDate seconds. */
export type Login = {
  readonly as: string;
  readonly jkt: Jkt;
  readonly amr: readonly string[];
  readonly authTime: number;
};

export type SignedIn = 'signed_in' | 'other_person' | 'dead';

/** Logins of somebody else that a grant bears. */
const mostOthers = 3;

/** The sign-in that a grant may wait for. */
export const createSignIn = (ports: Ports) => {
  const { store, clock, rows, journal, calls } = ports;

  return {
    /**
     * A login at the identity provider, for the grant it was begun for. One commit makes the caller of the call verified,
     * lets the grant be redeemed by this browser key alone, gives it the account's place among live grants, and journals
     * it; a call that has ended, a grant that is dead, and a login of somebody else change none of that.
     */
    async signIn(id: GrantId, login: Login): Promise<SignedIn> {
      for (;;) {
        const entry = await rows.get(id);
        if (entry?.grant.signIn === undefined) return 'dead';
        const { grant } = entry;
        const { signIn } = entry.grant;
        const call = await calls.get(grant.call);
        const standing = await ports.standing(grant.subject);
        const reason = unusable(grant, call?.value ?? null, clock.now()) ?? (standing.active ? null : 'locked');
        if (signIn?.jkt === login.jkt && reason === null) return 'signed_in';
        const { claimed } = call?.value ?? {};
        const isTheirs = signIn?.as === login.as && claimed?.signsInAs === login.as;
        const dies = reason ?? (isTheirs || (signIn?.refused ?? 0) + 1 < mostOthers ? null : 'attempts_spent');
        if (!awaitsSignIn(grant) || grant.state !== 'offered' || call === null || claimed === undefined) return 'dead';
        if (reason !== null || !isTheirs) {
          const refused = {
            ...grant,
            signIn: { as: signIn?.as ?? null, jkt: null, refused: (signIn?.refused ?? 0) + 1 },
          };
          const facts: Fact[] = [
            ...(reason === null
              ? [{ kind: 'sign_in_refused' as const, grant: id, reason: 'other_person' as const }]
              : []),
            ...(dies === null ? [] : [deathFact(grant, dies)]),
          ];
          const parts =
            dies === null
              ? { checks: [{ key: entry.key, version: entry.version }], writes: [rows.put(refused)] }
              : deathParts(rows, { ...entry, grant: reason === null ? refused : grant }, dies);
          const done = await store.commit(batch(parts, await journal.append(grant.call, facts)));
          if (!done.ok) continue;
          return reason === null ? 'other_person' : 'dead';
        }
        const place = await store.get<string>(liveKey(grant.account));
        const old = place === null ? null : await rows.get(place.value as GrantId);
        const replaces = old !== null && (old.grant.state === 'offered' || old.grant.state === 'redeemed') ? old : null;
        const { subject, account, numberOnFile } = claimed;
        const { amr, authTime, jkt } = login;
        const next: Grant = { ...grant, amr, authTime, signIn: { ...signIn, jkt } };
        const done = await store.commit(
          batch(
            await calls.change(call, { caller: { subject, account, numberOnFile, amr, authTime } }, [
              { kind: 'signed_in', grant: id },
              { kind: 'identity_subject', subject, account },
            ]),
            {
              checks: [
                { key: entry.key, version: entry.version },
                { key: liveKey(account), version: place?.version ?? null },
                ...standing.still,
              ],
              writes: [
                rows.put(next),
                { delete: liveKeyOf(grant) },
                { put: liveKey(account), value: id, expiresAt: clock.now() + keepSeconds },
              ],
              before: usableUntil(grant, call.value),
            },
            replaces === null ? {} : replacedParts(rows, replaces),
            replaces === null ? {} : await journal.append(replaces.grant.call, [deathFact(replaces.grant, 'replaced')]),
          ),
        );
        if (done.ok) return 'signed_in';
      }
    },

    /** A login that came to nothing, for the record; changes nothing. */
    async signInFailed(grant: Pick<Grant, 'id' | 'call'>, reason: 'cancelled' | 'provider'): Promise<void> {
      for (;;) {
        const fact: Fact = { kind: 'sign_in_refused', grant: grant.id, reason };
        if ((await store.commit(await journal.append(grant.call, [fact]))).ok) return;
      }
    },
  };
};
