import { WireError } from '#core';
import type { AccessTokenClaims, AccessTokens, VerifiedProof } from '#token';
import { burn, nonceHeader, type Proofs } from './proof.ts';

type Ports = { readonly tokens: AccessTokens; readonly proofs: Proofs };
type RsError = 'invalid_token' | 'invalid_dpop_proof' | 'use_dpop_nonce' | 'insufficient_scope';

/** A refusal of the resource server: the challenge of RFC 9449 §7.1 goes with it. */
export const challenge = (ports: Pick<Ports, 'proofs'>, error: RsError, detail: string): WireError =>
  new WireError(error, detail, {
    status: error === 'insufficient_scope' ? 403 : 401,
    headers: { 'www-authenticate': `DPoP error="${error}", algs="ES256"`, ...nonceHeader(ports.proofs) },
  });

/** The token of `Authorization: DPoP …`; the scheme's case does not matter (RFC 9110 §11.1), a second scheme does. */
export const tokenOf = (ports: Pick<Ports, 'proofs'>, request: Request): string => {
  const header = request.headers.get('authorization');
  if (header === null) {
    throw new WireError('unauthorized', 'no token', {
      headers: { 'www-authenticate': 'DPoP algs="ES256"', ...nonceHeader(ports.proofs) },
    });
  }
  if (header.includes(',')) throw new WireError('invalid_request', 'two authorizations');
  const match = /^DPoP ([\w.~+/-]+=*)$/i.exec(header);
  if (match?.[1] === undefined) throw challenge(ports, 'invalid_token', 'scheme');
  return match[1];
};

/**
 * The claims of a token that came with a proof for this very request by the key it is bound to (RFC 9449 §7.1, RFC 9700 §2.2.1). Whether its
 * grant still lives is not looked at here, and the proof is not spent. @throws WireError with the challenge.
 */
export const requireToken = (
  ports: Ports,
  { request, url, token, body }: { request: Request; url: string; token: string; body: Uint8Array },
): { readonly claims: AccessTokenClaims; readonly proof: VerifiedProof } => {
  const dpop = request.headers.get('dpop');
  const verdict = ports.proofs.verify({
    proofs: dpop === null ? [] : [dpop],
    method: 'POST',
    url,
    accessToken: token,
    body,
    requireBodyDigest: ports.proofs.requireBodyDigest,
  });
  if (!verdict.ok) throw challenge(ports, verdict.error, 'dpop');
  const checked = ports.tokens.verify(token);
  if (!checked.ok) throw challenge(ports, 'invalid_token', 'token');
  if (checked.claims.cnf.jkt !== verdict.proof.jkt) throw challenge(ports, 'invalid_token', 'key');
  return { claims: checked.claims, proof: verdict.proof };
};

/** Spends the proof of a request to the resource that no other commit will carry. @throws WireError with the challenge. */
export const spendProof = async (ports: Pick<Ports, 'proofs'>, proof: VerifiedProof): Promise<void> => {
  if (!(await burn(ports.proofs, proof))) throw challenge(ports, 'invalid_dpop_proof', 'replayed');
};
