import type { Calls } from '#call';
import type { Clock, Random, Secret } from '#core';
import { constantTimeEqual, newId } from '#core';
import type { DeathReason, Fact, Journal } from '#journal';
import type { Batch, Store } from '#store';
import { batch } from '#store';
import type { AuthorizationDetail, VerifiedProof } from '#token';
import { codeHash, digitsOf, type GrantKeys } from './codes.ts';
import { deathFact, deathParts, unusable, usableUntil } from './death.ts';
import type { GrantPolicy } from './offer.ts';
import { codeKey, type Grant, type GrantEntry, liveKeyOf, type Rows } from './row.ts';

export type Redeemed =
  | { readonly ok: true; readonly token: Secret; readonly grant: Grant; readonly expiresIn: number }
  | { readonly ok: false; readonly why: 'invalid_grant'; readonly detail: string; readonly attemptsLeft?: number }
  | { readonly ok: false; readonly why: 'replayed_proof' };

/** What one redeem presents. `txCode` has been checked for shape already: six digits. */
export type Redemption = { readonly code: string; readonly txCode: string; readonly proof: VerifiedProof };

/** Makes the access token of a grant; handed in by the app, because keys live in the token room. */
export type Mint = (claims: {
  readonly sub: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly jkt: Grant['jkt'] & string;
  readonly scope: string;
  readonly amr: readonly string[];
  readonly auth_time: number;
  readonly grant_id: string;
  readonly authorization_details: readonly [AuthorizationDetail];
}) => Secret | Promise<Secret>;

type Ports = {
  store: Store;
  clock: Clock;
  random: Random;
  journal: Journal;
  calls: Calls;
  rows: Rows;
  keys: GrantKeys;
  policy: GrantPolicy;
  mint: Mint;
  isReplay: (proof: VerifiedProof) => Promise<boolean>;
  standing: (subject: Grant['subject']) => Promise<{ active: boolean; still: Batch['checks'] }>;
};

/** A guess that is counted, as it stands in the store now, with what was read on the way. */
type Reserved = {
  readonly entry: GrantEntry;
  readonly call: Awaited<ReturnType<Calls['get']>>;
  readonly standing: Awaited<ReturnType<Ports['standing']>>;
};

/** How long after a redeem another key with the right digits counts as having raced it rather than followed it. */
const raceSeconds = 5;

/**
 * Redeems a pre-authorized code with the six digits for one access token (OpenID4VCI 1.0 §6.1).
 *
 * ```
 *   read ─ usable? ─ reserve a guess, burn the proof ─ compare ─┬─ right: offered → redeemed, guess given back ─ sign
 *          (commit 1: checked on the row's version)             └─ wrong: journal it; the last one kills the grant
 *                                                                  (commit 2: synced to the disk, and commit 1 with it)
 * ```
 * Guarantees: at most one browser key ever gets a token; a guess is counted before it is compared, so that a thousand at
 * once are still five; the loser of a race never hurts the winner; the key that won may ask again and gets the same token
 * until it is used. A redeemed code presented with the right digits by another
 * key later kills the grant (R-O7).
 */
export const createRedeem = (ports: Ports) => {
  const { store, clock, rows, journal } = ports;

  const refuse = async (redemption: Redemption, detail: string): Promise<Redeemed> => {
    await store.commit(batch(redemption.proof.burn));
    return { ok: false, why: 'invalid_grant', detail };
  };

  /** A refusal after a guess was compared: what a power cut undid must not have been answered, so this commit is synced. */
  const refuseCounted = async (redemption: Redemption, detail: string): Promise<Redeemed> => {
    await store.commit({ checks: [], writes: redemption.proof.burn.writes });
    return { ok: false, why: 'invalid_grant', detail };
  };

  const find = async (code: string): Promise<GrantEntry | null> => {
    const index = await store.get<string>(codeKey(codeHash(ports.keys, code)));
    return index === null ? null : rows.get(index.value as Grant['id']);
  };

  /** Counts one guess, or says why none is left. The proof is burnt in the same commit. */
  const reserve = async (redemption: Redemption): Promise<Reserved | { refused: Redeemed }> => {
    for (;;) {
      const entry = await find(redemption.code);
      if (entry === null) return { refused: await refuse(redemption, 'unknown code') };
      const { grant } = entry;
      const [call, standing] = await Promise.all([ports.calls.get(grant.call), ports.standing(grant.subject)]);
      const reason = unusable(grant, call?.value ?? null, clock.now()) ?? (standing.active ? null : 'locked');
      if (reason !== null || grant.state === 'consumed') {
        // Guesses still being compared may hold the right one: only the last wrong one may kill.
        if (reason !== null && reason !== 'attempts_spent' && grant.state !== 'dead') await bury(entry, reason);
        return { refused: await refuse(redemption, grant.state === 'consumed' ? 'used' : 'dead') };
      }
      // Nobody guesses before the sign-in, and after it only the browser that signed in.
      if (grant.signIn !== undefined && grant.signIn.jkt !== redemption.proof.jkt)
        return { refused: await refuse(redemption, 'not signed in') };
      // The key that won guesses nothing: what others spend must not cost it the answer it lost.
      const isWinner = grant.state === 'redeemed' && grant.jkt === redemption.proof.jkt;
      if (grant.attempts >= grant.maxAttempts && !isWinner)
        return { refused: await refuse(redemption, 'no attempts left') };
      const counted = { ...grant, attempts: grant.attempts + 1 };
      const parts = batch(redemption.proof.burn, {
        checks: [{ key: entry.key, version: entry.version }, ...standing.still],
        writes: [rows.put(counted)],
        before: usableUntil(grant, call?.value ?? null),
      });
      // Nobody hears of the guess before a synced commit that comes after it, so the two share one sync.
      const done = await store.commit({ ...parts, sync: 'later' });
      if (done.ok) return { entry: { ...entry, grant: counted, version: done.version }, call, standing };
      if (await ports.isReplay(redemption.proof)) return { refused: { ok: false, why: 'replayed_proof' } };
    }
  };

  /** Writes down a death that time or the call has already decided. A lost race is left to whoever won it. */
  const bury = async (entry: GrantEntry, reason: DeathReason): Promise<boolean> => {
    const facts: Fact[] = [deathFact(entry.grant, reason)];
    const done = await store.commit(
      batch(deathParts(rows, entry, reason), await journal.append(entry.grant.call, facts)),
    );
    return done.ok;
  };

  const wrong = async (redemption: Redemption, id: Grant['id']): Promise<Redeemed> => {
    for (;;) {
      const entry = await rows.get(id);
      if (entry === null) return refuseCounted(redemption, 'unknown code');
      const { grant } = entry;
      const left = Math.max(0, grant.maxAttempts - grant.attempts);
      const wrongs = grant.wrongs + 1;
      const dies = wrongs >= grant.maxAttempts && grant.state === 'offered';
      const next: Grant = dies ? { ...grant, wrongs, state: 'dead', reason: 'attempts_spent' } : { ...grant, wrongs };
      const facts: Fact[] = [
        { kind: 'digits_wrong', grant: id, left },
        ...(dies ? [deathFact(grant, 'attempts_spent')] : []),
      ];
      const done = await store.commit(
        batch(await journal.append(grant.call, facts), {
          checks: [{ key: entry.key, version: entry.version }],
          writes: [rows.put(next), ...(dies ? [{ delete: liveKeyOf(grant) }] : [])],
        }),
      );
      if (!done.ok) continue;
      const detail = 'wrong digits';
      return left > 0 && grant.state === 'offered'
        ? { ok: false, why: 'invalid_grant', detail, attemptsLeft: left }
        : { ok: false, why: 'invalid_grant', detail };
    }
  };

  const right = async (redemption: Redemption, reserved: Reserved): Promise<Redeemed> => {
    const { jkt } = redemption.proof;
    const { id } = reserved.entry.grant;
    // What the reservation left is still so if the commit finds the same versions, the call's among them.
    for (let known: Reserved | null = reserved; ; known = null) {
      const entry: GrantEntry | null = known?.entry ?? (await rows.get(id));
      if (entry === null) return refuseCounted(redemption, 'unknown code');
      const { grant } = entry;
      const [call, standing] = await Promise.all([
        known === null ? ports.calls.get(grant.call) : known.call,
        known?.standing ?? ports.standing(grant.subject),
      ]);
      const now = clock.now();
      const reason =
        unusable({ ...grant, attempts: 0 }, call?.value ?? null, now) ?? (standing.active ? null : 'locked');
      if (reason !== null || grant.state === 'consumed') {
        if (reason !== null && grant.state !== 'dead' && !(await bury(entry, reason))) continue;
        return refuseCounted(redemption, grant.state === 'consumed' ? 'used' : 'dead');
      }
      if (grant.state === 'redeemed' && grant.jkt !== jkt) {
        // Losers of one race arrive together and must not hurt its winner; whoever comes later is somebody else.
        const racing = now - (grant.tokenIssuedAt ?? 0) < raceSeconds;
        if (!racing && !(await bury(entry, 'revoked'))) continue;
        return refuseCounted(redemption, 'redeemed by another key');
      }
      const again = grant.state === 'redeemed';
      const tokenId = grant.tokenId ?? newId<string>(ports.random, 'tok');
      const issuedAt = grant.tokenIssuedAt ?? Math.floor(now);
      const next: Grant = {
        ...grant,
        state: 'redeemed',
        attempts: Math.max(0, grant.attempts - 1),
        jkt,
        tokenId,
        tokenIssuedAt: issuedAt,
        expiresAt: issuedAt + ports.policy.tokenSeconds,
      };
      const before = usableUntil(grant, call?.value ?? null);
      const facts: Fact[] = again ? [] : [{ kind: 'grant_redeemed', grant: id, jkt, token: tokenId }];
      const done = await store.commit(
        batch(
          { checks: [entry, ...(call === null ? [] : [call])].map(({ key, version }) => ({ key, version })) },
          { checks: standing.still, writes: [rows.put(next)], before },
          facts.length > 0 ? await journal.append(grant.call, facts) : {},
        ),
      );
      // A process that stood still over its own commit hands out nothing: it looks again and finds what time has decided.
      if (!done.ok || clock.now() >= before) continue;
      const token = await ports.mint({
        sub: grant.subject,
        jti: tokenId,
        iat: issuedAt,
        exp: next.expiresAt,
        jkt,
        scope: grant.type,
        amr: grant.amr,
        auth_time: Math.floor(grant.authTime),
        grant_id: id,
        authorization_details: [grant.detail],
      });
      return { ok: true, token, grant: next, expiresIn: Math.max(1, Math.floor(next.expiresAt - now)) };
    }
  };

  return async (redemption: Redemption): Promise<Redeemed> => {
    const reserved = await reserve(redemption);
    if ('refused' in reserved) return reserved.refused;
    const { grant } = reserved.entry;
    return constantTimeEqual(digitsOf(ports.keys, grant.id).reveal(), redemption.txCode)
      ? right(redemption, reserved)
      : wrong(redemption, grant.id);
  };
};
