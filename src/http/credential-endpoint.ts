import type { Json } from '#core';
import { WireError } from '#core';
import { type Grant, type Grants, receiptType } from '#grant';
import type { Journal } from '#journal';
import { type Batch, batch, type Store } from '#store';
import type { AccessTokenClaims, AccessTokens, createKeyProofs, JsonObject, Revoked } from '#token';
import type { Orders } from '#transaction';
import { readJson } from './body.ts';
import { receiptConfiguration } from './credential-metadata-endpoint.ts';
import { addressOf, credentialOffer } from './credential-offer-endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { challenge, requireToken, spendProof, tokenOf } from './presented-token.ts';
import { nonceHeader, type Proofs } from './proof.ts';
import { json } from './respond.ts';

type KeyProofs = ReturnType<typeof createKeyProofs>;
type Parts = Pick<Batch, 'checks' | 'writes'>;
type HolderKey = Extract<ReturnType<KeyProofs>, { ok: true }>['jwk'];

type Ports = {
  readonly store: Store;
  readonly journal: Journal;
  readonly grants: Grants;
  readonly orders: Orders;
  readonly tokens: AccessTokens;
  readonly revoked: Revoked;
  readonly proofs: Proofs;
  readonly keyProof: KeyProofs;
  readonly issuer: string;
  /** The claims of a receipt we signed, or null. */
  readonly receipt: (jws: string) => JsonObject | null;
  readonly issue: (claims: JsonObject, holder: HolderKey) => Promise<string>;
};

type Body = { readonly [name: string]: Json | undefined };

/** The one key proof of a request for the one credential there is (OpenID4VCI 1.0 §8.2). @throws WireError */
const requireRequest = (body: Body): string => {
  const { credential_configuration_id: configuration, credential_identifier: identifier, proofs } = body;
  if ((configuration === undefined) === (identifier === undefined)) {
    throw new WireError('invalid_credential_request', 'one of two names');
  }
  if (typeof (configuration ?? identifier) !== 'string') throw new WireError('invalid_credential_request', 'name');
  // Identifiers come from a token response, and ours never holds one.
  if (identifier !== undefined) throw new WireError('unknown_credential_identifier', 'identifier');
  if (configuration !== receiptConfiguration) throw new WireError('unknown_credential_configuration', 'configuration');
  if (body.credential_response_encryption !== undefined) {
    throw new WireError('invalid_encryption_parameters', 'encryption');
  }
  if (typeof proofs !== 'object' || proofs === null || Array.isArray(proofs) || Object.keys(proofs).length !== 1) {
    throw new WireError('invalid_proof', 'one type of proof');
  }
  const { jwt } = proofs as Body;
  const [proof, ...others] = Array.isArray(jwt) ? jwt : [];
  if (typeof proof !== 'string' || others.length > 0) throw new WireError('invalid_proof', 'one proof');
  return proof;
};

/** Is this the token of the grant itself, or of a code for its receipt, with the key it is bound to? */
const isHeld = async ({ grants }: Ports, { jti, cnf, scope }: AccessTokenClaims, grant: Grant): Promise<boolean> =>
  scope === receiptType
    ? grants.receipts.isHeld(grant.id, jti, cnf.jkt)
    : grant.tokenId === jti && grant.jkt === cnf.jkt;

/** The receipt of the token's grant. @throws WireError `invalid_token`, or `credential_request_denied` while nothing is done. */
const requireReceipt = async (ports: Ports, claims: AccessTokenClaims): Promise<JsonObject> => {
  const id = claims.grant_id as Parameters<Grants['lookById']>[0];
  const standing = await ports.grants.lookById(id);
  const isGone = standing === null || standing.grant.state === 'dead' || standing.reason !== null;
  if (isGone || !(await isHeld(ports, claims, standing.grant))) throw challenge(ports, 'invalid_token', 'grant');
  if (await ports.revoked.has(claims.jti)) throw challenge(ports, 'invalid_token', 'revoked');
  const order = standing.grant.state === 'consumed' ? await ports.orders.get(id) : null;
  const receipt = order?.state === 'done' && order.signed !== null ? ports.receipt(order.signed) : null;
  if (receipt === null) throw new WireError('credential_request_denied', 'no receipt yet');
  return receipt;
};

/** `POST /credential/nonce` (OpenID4VCI 1.0 §7): a challenge for the proof of a wallet's key. */
export const createCredentialNonceEndpoint =
  (issue: () => string): Endpoint =>
  () =>
    json(200, { c_nonce: issue() });

/**
 * `POST /credential` (OpenID4VCI 1.0 §8): the receipt of what was done under this token, as an SD-JWT VC bound to the
 * wallet's own key. The token buys nothing else any more by then; it is taken until it expires, with the key it is bound
 * to, unless it was revoked.
 */
export const createCredentialEndpoint =
  (ports: Ports): Endpoint =>
  async (request) => {
    const token = tokenOf(ports, request);
    const { bytes, value } = await readJson(request);
    const { claims, proof } = requireToken(ports, { request, url: `${ports.issuer}/credential`, token, body: bytes });
    await spendProof(ports, proof);
    const headers = nonceHeader(ports.proofs);
    try {
      const asked = requireRequest(value);
      const receipt = await requireReceipt(ports, claims);
      const holder = ports.keyProof(asked);
      if (!holder.ok) throw new WireError(holder.error, 'key proof');
      const credential = await ports.issue(receipt, holder.jwk);
      await spendKeyProof(ports, claims, receipt, holder.use);
      return json(200, { credentials: [{ credential }] }, headers);
    } catch (error) {
      if (error instanceof WireError) Object.assign(error, { headers: { ...headers, ...error.headers } });
      throw error;
    }
  };

/**
 * `POST /credential/offer`: the holder of a used token gets an offer for any wallet, by value (OpenID4VCI 1.0 §4.1.2), with a
 * code of its own and the digits that go with it. The wallet needs nothing else of us, and nothing of the call.
 */
export const createReceiptOfferEndpoint =
  (ports: Ports): Endpoint =>
  async (request) => {
    const token = tokenOf(ports, request);
    const { bytes } = await readJson(request);
    const url = `${ports.issuer}/credential/offer`;
    const { claims, proof } = requireToken(ports, { request, url, token, body: bytes });
    await spendProof(ports, proof);
    if (claims.scope === receiptType) throw challenge(ports, 'insufficient_scope', 'a receipt buys no other');
    await requireReceipt(ports, claims);
    const id = claims.grant_id as Parameters<Grants['lookById']>[0];
    const { code, digits, expiresIn } = await ports.grants.receipts.offer(id);
    const offer = credentialOffer(ports.issuer, code.reveal(), 'The six digits shown beside this offer.');
    const made = { credential_offer: offer, address: addressOf(offer) };
    return json(200, { ...made, tx_code: digits.reveal(), expires_in: expiresIn }, nonceHeader(ports.proofs));
  };

/** The commit that makes the challenge a used one and writes down that the credential went out. */
const spendKeyProof = async (
  ports: Ports,
  claims: AccessTokenClaims,
  receipt: JsonObject,
  use: Parts,
): Promise<void> => {
  const [grant, call] = [String(receipt.grant), receipt.call as Parameters<Journal['append']>[0]];
  for (;;) {
    const done = await ports.store.commit(
      batch(
        use,
        { checks: [ports.revoked.not(claims.jti)] },
        await ports.journal.append(call, [{ kind: 'credential_issued', grant }]),
      ),
    );
    if (done.ok) return;
    if (await ports.revoked.has(claims.jti)) throw challenge(ports, 'invalid_token', 'revoked');
    for (const { key } of use.checks) {
      if ((await ports.store.get(key)) !== null) throw new WireError('invalid_nonce', 'used');
    }
  }
};
