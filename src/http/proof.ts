import { WireError } from '#core';
import type { Store } from '#store';
import type { ProofRequest, VerifiedProof } from '#token';

/** What endpoints need of DPoP. */
export type Proofs = {
  readonly verify: (
    request: ProofRequest,
  ) =>
    | { ok: true; proof: VerifiedProof }
    | { ok: false; error: 'invalid_dpop_proof' | 'use_dpop_nonce'; reason: string };
  readonly nonce: () => string;
  readonly store: Store;
  readonly requireBodyDigest: boolean;
};

/** A fresh nonce for the client's next proof, on every answer (RFC 9449 §8.2). */
export const nonceHeader = (proofs: Pick<Proofs, 'nonce'>): Record<string, string> => ({
  'dpop-nonce': proofs.nonce(),
});

/** The one proof of a request at the token endpoint. @throws WireError `invalid_dpop_proof` or `use_dpop_nonce`, 400. */
export const requireProof = (proofs: Proofs, request: Request, url: string, body: Uint8Array): VerifiedProof => {
  const header = request.headers.get('dpop');
  const verdict = proofs.verify({
    proofs: header === null ? [] : [header],
    method: request.method,
    url,
    body,
    requireBodyDigest: proofs.requireBodyDigest,
  });
  if (!verdict.ok) throw new WireError(verdict.error, 'dpop', { headers: nonceHeader(proofs) });
  return verdict.proof;
};

/** Spends a proof that no other commit will carry; false when it was used before. */
export const burn = async (proofs: Pick<Proofs, 'store'>, proof: VerifiedProof): Promise<boolean> =>
  (await proofs.store.commit({ checks: proof.burn.checks, writes: proof.burn.writes })).ok;
