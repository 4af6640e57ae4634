import type { AccountRecord } from '#account';
import type { Json } from '#core';
import { canonicalJson, parseStrictJson, WireError } from '#core';
import { type Grants, isReceiptCode, receiptType } from '#grant';
import { type Form, readForm } from './body.ts';
import type { Endpoint } from './endpoint.ts';
import { burn, nonceHeader, type Proofs, requireProof } from './proof.ts';
import { json } from './respond.ts';

/** OpenID4VCI 1.0 §6.1. */
export const preAuthorizedCodeGrant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

type Ports = {
  readonly grants: Grants;
  readonly record: AccountRecord;
  readonly proofs: Proofs;
  readonly issuer: string;
  readonly audience: string;
  /** May a client redeem without a `client_id` (OpenID4VCI 1.0 §12.3)? */
  readonly anonymous: boolean;
  readonly knownClient: (clientId: string) => boolean;
  /** Too many requests from this client: seconds to wait, or null. */
  readonly throttle: (client: string) => number | null;
};

const requireClient = (ports: Ports, form: Form): void => {
  const clientId = form.get('client_id');
  if (clientId === undefined && !ports.anonymous) throw new WireError('invalid_client', 'no client id');
  if (clientId !== undefined && !ports.knownClient(clientId)) throw new WireError('invalid_client', 'unknown client');
};

const replayed = ({ proofs }: Ports): WireError =>
  new WireError('invalid_dpop_proof', 'replayed', { headers: nonceHeader(proofs) });

/** Shapes only: nothing is looked up and no guess is spent. */
const requireShapes = (ports: Ports, form: Form) => {
  const code = form.get('pre-authorized_code');
  const txCode = form.get('tx_code');
  if (code === undefined || code.length > 128) throw new WireError('invalid_request', 'code');
  if (txCode === undefined || !/^\d{6}$/.test(txCode)) throw new WireError('invalid_request', 'tx code');
  const resource = form.get('resource');
  if (resource !== undefined && resource !== ports.audience && resource !== ports.issuer) {
    throw new WireError('invalid_target', 'resource');
  }
  return { code, txCode };
};

/** Details a client asks for must be exactly those of the grant; anything else is refused, never dropped (R-R2). */
const requireDetails = async (ports: Ports, form: Form, code: string): Promise<void> => {
  const asked = form.get('authorization_details');
  const scope = form.get('scope');
  if (asked === undefined && scope === undefined) return;
  if (isReceiptCode(code)) {
    if (asked !== undefined) throw new WireError('invalid_authorization_details', 'details of a receipt');
    if (scope !== receiptType) throw new WireError('invalid_scope', 'scope');
    return;
  }
  const standing = await ports.grants.look(code);
  if (standing === null) return;
  if (scope !== undefined && scope !== standing.grant.type) throw new WireError('invalid_scope', 'scope');
  if (asked === undefined) return;
  const details = parseStrictJson(asked);
  const own = canonicalJson([standing.grant.detail as unknown as Json]);
  if (details === undefined || !Array.isArray(details) || canonicalJson(details as Json) !== own) {
    throw new WireError('invalid_authorization_details', 'details');
  }
};

/**
 * `POST /oauth/token`: the pre-authorized code and the six digits become one DPoP-bound access token (RFC 6749 §5.1,
 * OpenID4VCI 1.0 §6.1, §6.3, RFC 9449 §5, RFC 9396 §7), and no other grant becomes anything (RFC 9700 §2.4). Order of work: limits, form, client, proof, shapes, then the grant; only
 * the last spends anything but the proof.
 */
export const createTokenEndpoint =
  (ports: Ports): Endpoint =>
  async (request, info) => {
    const wait = ports.throttle(info.client);
    if (wait !== null) {
      // `slow_down` belongs to other grants; this one has no error of its own for it (OpenID4VCI 1.0 §6.3).
      const headers = { 'retry-after': String(wait) };
      throw new WireError('temporarily_unavailable', 'throttled', { status: 429, headers });
    }
    const form = await readForm(request);
    const grantType = form.get('grant_type');
    if (grantType === undefined) throw new WireError('invalid_request', 'no grant type');
    if (grantType !== preAuthorizedCodeGrant) throw new WireError('unsupported_grant_type', 'grant type');
    requireClient(ports, form);
    const proof = requireProof(ports.proofs, request, `${ports.issuer}/oauth/token`, form.bytes);
    let asked: { code: string; txCode: string };
    try {
      asked = requireShapes(ports, form);
      await requireDetails(ports, form, asked.code);
    } catch (refused) {
      if (!(await burn(ports.proofs, proof))) throw replayed(ports);
      throw refused;
    }
    const redeemed = await ports.grants.redeem({ ...asked, proof });
    if (!redeemed.ok) {
      if (redeemed.why === 'replayed_proof') {
        throw replayed(ports);
      }
      throw new WireError('invalid_grant', redeemed.detail, {
        headers: nonceHeader(ports.proofs),
        members: redeemed.attemptsLeft === undefined ? {} : { tx_code_attempts_remaining: redeemed.attemptsLeft },
      });
    }
    const { grant } = redeemed;
    return json(
      200,
      {
        access_token: redeemed.token.reveal(),
        token_type: 'DPoP',
        expires_in: redeemed.expiresIn,
        scope: grant.type,
        authorization_details: [grant.detail],
        account_ending: await ports.record.ending(grant.account).catch(() => ''),
      },
      nonceHeader(ports.proofs),
    );
  };
