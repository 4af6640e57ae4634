import type { Clock, GrantId, Jkt, Json, Random } from '#core';
import { constantTimeEqual, hmacBytes, newId, Secret, sha256 } from '#core';
import { batch, type Entry, type Store } from '#store';
import type { AuthorizationDetail } from '#token';
import type { GrantKeys } from './codes.ts';
import type { GrantPolicy } from './offer.ts';
import type { Mint, Redeemed, Redemption } from './redeem.ts';
import type { Rows } from './row.ts';

/** The type and scope of a token that buys a receipt as a credential, and nothing else. */
export const receiptType = 'voicegrant_receipt';

/** One code for the receipt of one used grant. Instants are NumericDate seconds. Holds neither the code nor its digits. */
type Row = {
  readonly grant: GrantId;
  readonly expiresAt: number;
  /** Guesses at the digits that were counted and not given back. */
  readonly attempts: number;
  readonly jkt: Jkt | null;
  readonly tokenId: string | null;
  readonly tokenIssuedAt: number | null;
};

const codeKey = (hash: string) => ['receipt', 'code', hash] as const;
const ofGrantKey = (grant: GrantId) => ['receipt', 'of', grant] as const;
const hashOf = (code: string): string => sha256(`receipt code ${code}`);

/** Is this the form of such a code? No other code has it, so nothing is looked up to tell them apart. */
export const isReceiptCode = (code: string): boolean => /^r[\w-]{43}$/.test(code);

type Ports = {
  store: Store;
  clock: Clock;
  random: Random;
  rows: Rows;
  keys: GrantKeys;
  policy: GrantPolicy;
  mint: Mint;
  isReplay: (proof: Redemption['proof']) => Promise<boolean>;
};

/**
 * Codes by which a wallet takes the receipt of what was done (OpenID4VCI 1.0 §3.5, §6.1): made for whoever holds the used
 * token, redeemed with six digits of their own by the wallet's key. At most one for a grant: a new one ends the one before.
 * As with grants, a guess is counted before it is compared, five spend the code, and at most one key ever gets a token.
 */
export const createReceiptCodes = (ports: Ports) => {
  const { store, clock, rows } = ports;
  const digitsOf = (hash: string): string => {
    const bits = hmacBytes(ports.keys.txCode, 'tx_code of a receipt', hash).readBigUInt64BE();
    return String(bits % 1_000_000n).padStart(6, '0');
  };
  const find = (hash: string) => store.get(codeKey(hash)) as Promise<Entry<Row & Json> | null>;
  const put = (hash: string, row: Row) => ({ put: codeKey(hash), value: row as Row & Json, expiresAt: row.expiresAt });

  const refuse = async ({ proof }: Redemption, detail: string): Promise<Redeemed> => {
    await store.commit(batch(proof.burn));
    return { ok: false, why: 'invalid_grant', detail };
  };

  /** The right digits: the first key takes the code, and may ask again for its token. */
  const take = async ({ proof }: Redemption, hash: string): Promise<Redeemed> => {
    for (;;) {
      const entry = await find(hash);
      const grant = entry === null ? null : ((await rows.get(entry.value.grant))?.grant ?? null);
      if (entry === null || grant === null) return { ok: false, why: 'invalid_grant', detail: 'unknown code' };
      const row: Row = entry.value;
      if (row.jkt !== null && row.jkt !== proof.jkt) {
        return { ok: false, why: 'invalid_grant', detail: 'redeemed by another key' };
      }
      const issuedAt = row.tokenIssuedAt ?? Math.floor(clock.now());
      const tokenId = row.tokenId ?? newId<string>(ports.random, 'tok');
      const expiresAt = issuedAt + ports.policy.tokenSeconds;
      const taken = { attempts: Math.max(0, row.attempts - 1), jkt: proof.jkt, tokenId, tokenIssuedAt: issuedAt };
      const done = await store.commit({
        checks: [{ key: entry.key, version: entry.version }],
        writes: [put(hash, { ...row, ...taken, expiresAt })],
      });
      if (!done.ok) continue;
      const name: [string] = [receiptType];
      const detail: AuthorizationDetail = { ...grant.detail, type: receiptType, actions: name, limits: {} };
      const token = await ports.mint({
        ...{ sub: grant.subject, jti: tokenId, iat: issuedAt, exp: expiresAt, jkt: proof.jkt, scope: receiptType },
        ...{ amr: grant.amr, auth_time: Math.floor(grant.authTime), grant_id: grant.id },
        authorization_details: [detail],
      });
      const expiresIn = Math.max(1, Math.floor(expiresAt - clock.now()));
      return { ok: true, token, grant: { ...grant, type: receiptType, detail }, expiresIn };
    }
  };

  return {
    /** A code for the receipt of this grant, which must be used, and its digits. Neither is kept. */
    async offer(
      grant: GrantId,
    ): Promise<{ readonly code: Secret; readonly digits: Secret; readonly expiresIn: number }> {
      for (;;) {
        const before = await store.get<string>(ofGrantKey(grant));
        const code = `r${ports.random.bytes(32).toString('base64url')}`;
        const hash = hashOf(code);
        const expiresAt = clock.now() + ports.policy.codeSeconds;
        const row = { grant, expiresAt, attempts: 0, jkt: null, tokenId: null, tokenIssuedAt: null };
        const done = await store.commit({
          checks: [{ key: ofGrantKey(grant), version: before?.version ?? null }],
          writes: [
            put(hash, row),
            { put: ofGrantKey(grant), value: hash, expiresAt: expiresAt + ports.policy.tokenSeconds },
            ...(before === null ? [] : [{ delete: codeKey(before.value) }]),
          ],
        });
        if (!done.ok) continue;
        return { code: new Secret(code), digits: new Secret(digitsOf(hash)), expiresIn: ports.policy.codeSeconds };
      }
    },

    async redeem(redemption: Redemption): Promise<Redeemed> {
      const { proof } = redemption;
      const hash = hashOf(redemption.code);
      for (;;) {
        const entry = await find(hash);
        if (entry === null) return refuse(redemption, 'unknown code');
        const row: Row = entry.value;
        const isWinner = row.jkt === proof.jkt;
        if (row.jkt !== null && !isWinner) return refuse(redemption, 'redeemed by another key');
        if (row.attempts >= ports.policy.attempts && !isWinner) return refuse(redemption, 'no attempts left');
        const counted = { ...row, attempts: row.attempts + 1 };
        const done = await store.commit(
          batch(proof.burn, {
            checks: [{ key: entry.key, version: entry.version }],
            writes: [put(hash, counted)],
          }),
        );
        if (!done.ok) {
          if (await ports.isReplay(proof)) return { ok: false, why: 'replayed_proof' };
          continue;
        }
        if (constantTimeEqual(digitsOf(hash), redemption.txCode)) return take(redemption, hash);
        const left = Math.max(0, ports.policy.attempts - counted.attempts);
        const refused = { ok: false, why: 'invalid_grant', detail: 'wrong digits' } as const;
        return left > 0 ? { ...refused, attemptsLeft: left } : refused;
      }
    },

    /** Is this the token the live code of this grant was redeemed for, by this key? A new code ends it as well. */
    async isHeld(grant: GrantId, tokenId: string, jkt: Jkt): Promise<boolean> {
      const hash = await store.get<string>(ofGrantKey(grant));
      const row = hash === null ? null : ((await find(hash.value))?.value ?? null);
      return row !== null && row.tokenId === tokenId && row.jkt === jkt;
    },
  };
};
