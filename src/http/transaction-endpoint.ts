import type { Clock } from '#core';
import { sha256, WireError } from '#core';
import type { Grant, Grants } from '#grant';
import type { Journal } from '#journal';
import { batch, type Store } from '#store';
import type { AccessTokenClaims, AccessTokens } from '#token';
import type { AnyTransaction, OrderRow, Orders, Outcome } from '#transaction';
import { digestOf, fill, wordsIn } from '#transaction';
import { readJson } from './body.ts';
import type { Endpoint } from './endpoint.ts';
import { challenge, requireToken, spendProof, tokenOf } from './presented-token.ts';
import { nonceHeader, type Proofs } from './proof.ts';
import { json } from './respond.ts';

type Ports = {
  readonly store: Store;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly grants: Grants;
  readonly orders: Orders;
  readonly tokens: AccessTokens;
  readonly proofs: Proofs;
  readonly issuer: string;
  readonly catalogue: ReadonlyMap<string, AnyTransaction>;
  readonly isReplay: (proof: {
    readonly burn: { readonly checks: readonly { readonly key: readonly string[]; readonly version: string | null }[] };
  }) => Promise<boolean>;
};

/** What is wrong with the details, by field. Our own codes; the schema library's words never leave the house. */
const inputFaults = (transaction: AnyTransaction, value: unknown): { field: string; code: string }[] => {
  const parsed = transaction.input.safeParse(value);
  if (parsed.success) return [];
  const faults = parsed.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map(() => ({ field: '', code: 'unknown_field' }));
    const field = String(issue.path[0] ?? '');
    const missing =
      typeof value === 'object' && value !== null && (value as Record<string, unknown>)[field] === undefined;
    return [{ field, code: missing ? 'required' : 'invalid' }];
  });
  return faults.filter((fault, index) => faults.findIndex(({ field }) => field === fault.field) === index);
};

/**
 * `POST /transactions/{type}`: the one thing a token can do, once. The token says who asks; the grant's row, the call's
 * lease and the person's standing decide, in the commit that spends the grant (R-A3). Without an `Idempotency-Key` a used
 * token is refused; with the first request's key and details the first answer is given again, so that an answer lost on a
 * bad network can be asked for.
 */
export const createTransactionEndpoint =
  (ports: Ports): Endpoint =>
  async (request, info) => {
    const type = info.params.type ?? '';
    const token = tokenOf(ports, request);
    const { bytes, value } = await readJson(request);
    const url = `${ports.issuer}/transactions/${type}`;
    const { claims, proof } = requireToken(ports, { request, url, token, body: bytes });

    const refuse = async (error: WireError, code: string): Promise<never> => {
      await spendProof(ports, proof);
      await noteRefusal(ports, claims, code);
      throw error;
    };

    const transaction = ports.catalogue.get(type);
    if (transaction === undefined || !grantsThis(claims, type, ports.issuer)) {
      return refuse(challenge(ports, 'insufficient_scope', 'other transaction'), 'insufficient_scope');
    }
    const grantId = claims.grant_id as Parameters<Grants['lookById']>[0];
    const replayKey = replayKeyOf(request);
    const usable = await ports.grants.usable(grantId, claims.jti, proof.jkt);
    const faults = inputFaults(transaction, value);
    if (!usable.ok) {
      const row = usable.consumed ? await ports.orders.get(grantId) : null;
      const spent = row === null ? null : await ports.grants.lookById(grantId);
      if (row === null || spent === null || !mayAskAgain(row, confirmOf(transaction, spent.grant), replayKey)) {
        return refuse(challenge(ports, 'invalid_token', usable.detail), 'invalid_token');
      }
      if (faults.length > 0 || digestOf(transaction.input.parse(value) as OrderRow['input']) !== row.digest) {
        return refuse(new WireError('different_input', 'other details'), 'different_input');
      }
      await spendProof(ports, proof);
      const told = { input: row.input, lang: spent.grant.lang };
      return answer(ports, transaction, told, await ports.orders.again(grantId));
    }
    if (faults.length > 0) {
      await spendProof(ports, proof);
      throw new WireError('invalid_input', 'fields', {
        members: { errors: faults },
        headers: nonceHeader(ports.proofs),
      });
    }
    const input = transaction.input.parse(value) as OrderRow['input'];
    const { grant } = usable.entry;
    const confirm = confirmOf(transaction, grant);
    let first: typeof usable | null = usable;
    const spend = async () => {
      // What was read above still holds if the commit finds the same versions; only after a lost race is all read again.
      const isFirst = first !== null;
      const fresh = first ?? (await ports.grants.usable(grantId, claims.jti, proof.jkt));
      first = null;
      if (!fresh.ok) return null;
      if (!isFirst && (await ports.isReplay(proof))) throw challenge(ports, 'invalid_dpop_proof', 'replayed');
      const held = { checks: [{ key: fresh.entry.key, version: fresh.entry.version }], writes: [] };
      return batch(confirm === 'call' ? held : ports.grants.spend(fresh.entry), proof.burn, {
        checks: fresh.still,
        before: fresh.before,
      });
    };
    const { subject, amr, authTime, lang } = grant;
    const evidence = { subject, amr, authTime, jkt: proof.jkt, lang };
    const placed = { grant: grant.id, call: grant.call, account: grant.account, type, input, replayKey, evidence };
    const outcome = await ports.orders.place(placed, spend, confirm);
    // An outcome is that of the same details, or it is `different`.
    return answer(ports, transaction, { input, lang }, outcome);
  };

/** Does the token's one authorization detail name exactly this transaction here (R-R4)? */
const grantsThis = (claims: AccessTokenClaims, type: string, issuer: string): boolean => {
  const [detail] = claims.authorization_details;
  return detail.type === type && detail.actions[0] === type && detail.locations[0] === issuer && claims.scope === type;
};

const replayKeyOf = (request: Request): string | null => {
  const key = request.headers.get('idempotency-key');
  if (key === null) return null;
  if (key.length > 128) throw new WireError('invalid_request', 'idempotency key');
  return sha256(`idempotency ${key}`);
};

/** Where the order is agreed to: on the page, or on the call when its transaction or its grant asks for that. */
const confirmOf = (transaction: AnyTransaction, grant: Pick<Grant, 'readBack'>): 'page' | 'call' =>
  grant.readBack === true ? 'call' : transaction.confirm;

/** A transaction confirmed on the phone is asked for again by its nature; any other needs the first request's key. */
const mayAskAgain = (row: OrderRow, confirm: 'page' | 'call', replayKey: string | null): boolean =>
  confirm === 'call' || (replayKey !== null && row.replayKey === replayKey);

const noteRefusal = async (ports: Ports, claims: AccessTokenClaims, code: string): Promise<void> => {
  const standing = await ports.grants.lookById(claims.grant_id as Parameters<Grants['lookById']>[0]);
  if (standing === null) return;
  for (;;) {
    const done = await ports.store.commit(
      await ports.journal.append(standing.grant.call, [{ kind: 'refused', route: 'transactions', code }]),
    );
    if (done.ok) return;
  }
};

const answer = (
  ports: Ports,
  transaction: AnyTransaction,
  told: { readonly input: OrderRow['input']; readonly lang: Grant['lang'] },
  outcome: Outcome,
): Response => {
  const headers = nonceHeader(ports.proofs);
  switch (outcome.state) {
    case 'done': {
      const words = wordsIn(transaction, told.lang);
      return json(
        201,
        {
          receipt: outcome.receipt,
          reference: outcome.reference,
          type: transaction.type,
          message: fill(words.done, words, told.input),
          signed_receipt: outcome.signed,
        },
        // Nothing of the call stays in the browser (threat T-06).
        { ...headers, 'clear-site-data': '"cache", "storage"' },
      );
    }
    case 'awaiting':
      return json(202, { status: 'awaiting_confirmation' }, headers);
    case 'accepted':
      return json(202, { status: 'accepted' }, { ...headers, 'retry-after': '2' });
    case 'denied':
      throw new WireError('confirmation_refused', 'denied', { headers });
    case 'refused':
      throw new WireError('transaction_failed', 'refused by record', { headers, members: { reason: outcome.reason } });
    case 'different':
      throw new WireError('different_input', 'other details', { headers });
    case 'not_usable':
      throw challenge(ports, 'invalid_token', 'not usable');
  }
};
