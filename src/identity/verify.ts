import type { Batch } from '#store';
import type { CallId, E164, Secret, SubjectId } from '#core';
import type { VerifiedCaller } from '#call';

/** Why a provider cannot say. Never told to the caller apart; kept for the log and the journal. */
export type CannotSayReason = 'unavailable' | 'timeout' | 'mfa_required' | 'reset_required' | 'not_supported' | 'misconfigured' | 'throttled' | 'malformed' | 'busy';

/** A provider's answer about one id and PIN. */
export type ProviderVerdict =
  | { readonly verdict: 'verified'; readonly caller: VerifiedCaller }
  | { readonly verdict: 'wrong' }
  | { readonly verdict: 'locked' }
  | { readonly verdict: 'cannot_say'; readonly reason: CannotSayReason };

/**
 * Port to an identity provider: is this PIN the one of this user id? Guarantees of every implementation: unknown, wrong,
 * locked and disabled do the same work; an empty secret never reaches the provider; a broken, slow or strange answer is
 * `cannot_say`, never `verified`; nothing of the secret is kept. The provider counts nothing for us: attempts and locks
 * are in `guard.ts`, before the provider is asked.
 */
export type PinVerifier = {
  /** Name in the journal and the log: `embedded`, `cognito`, … */
  readonly name: string;
  verify(userId: Secret, pin: Secret): Promise<ProviderVerdict>;
  /** Is the provider reachable? For `/readyz`. */
  ready(): Promise<boolean>;
};

/** Who is asking: the lane and the spray guards depend on it. */
export type Attempt = {
  readonly call: CallId;
  readonly userId: Secret;
  readonly pin: Secret;
  readonly callingNumber: E164 | null;
  /** True only when the network vouches for the calling number (STIR/SHAKEN attestation A or equal). */
  readonly numberAttested: boolean;
};

/** What identity hands on. `wrong` and `locked` must sound the same on the call. */
export type Verdict = ProviderVerdict;

/** Identity as the rooms to its right see it. */
export type Identity = {
  /** Reserves an attempt, then asks the provider, then answers no sooner than the verdict floor. Journals the verdict. */
  check(attempt: Attempt): Promise<Verdict>;
  /**
   * May this subject go on, right now (R-A8)? `still` is a check to put into the commit that depends on it, so that a
   * lock that lands in between makes that commit fail.
   */
  standing(subject: SubjectId): Promise<{ readonly active: boolean; readonly still: Batch['checks'] }>;
};
