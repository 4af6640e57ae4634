import type { ClaimedCaller, VerifiedCaller } from '#call';
import type { CallId, E164, Secret, SubjectId } from '#core';
import type { Batch } from '#store';

/** Why a provider cannot say. Never told to the caller apart; kept for the log and the journal. */
export type CannotSayReason =
  | 'unavailable'
  | 'timeout'
  | 'mfa_required'
  | 'reset_required'
  | 'not_supported'
  | 'misconfigured'
  | 'throttled'
  | 'malformed'
  | 'busy';

/** Whom a user id belongs to, as the provider's directory has it. `signsInAs` is what its login answers with (a claim's value). */
export type Found = Pick<VerifiedCaller, 'subject' | 'account' | 'numberOnFile'> & { readonly signsInAs: string };

/** A provider's answer about one id and PIN. */
export type ProviderVerdict =
  | { readonly verdict: 'verified'; readonly caller: VerifiedCaller }
  | { readonly verdict: 'wrong' }
  | { readonly verdict: 'locked' }
  | { readonly verdict: 'cannot_say'; readonly reason: CannotSayReason };

/** May a subject go on, and the checks that keep the answer true for one commit. */
export type Standing = { readonly active: boolean; readonly still: Batch['checks'] };

/**
 * Port to an identity provider: is this PIN the one of this user id? Guarantees of every implementation: unknown, wrong,
 * locked and disabled do the same work; an empty secret never reaches the provider; a broken, slow or strange answer is
 * `cannot_say`, never `verified`; nothing of the secret is kept. The provider counts nothing for us: attempts and locks
 * are in `guard.ts`, before the provider is asked. Two ids that are one account to the provider must not differ in
 * letters and digits, since that is what attempts are counted by (`account-key.ts`).
 */
export type PinVerifier = {
  /** Name in the journal and the log: `embedded`, `cognito`, … */
  readonly name: string;
  verify(userId: Secret, pin: Secret): Promise<ProviderVerdict>;
  /** Is the provider reachable? For `/readyz`. */
  ready(): Promise<boolean>;
  /**
   * The work of `verify` for this id without comparing the PIN, so that a locked account takes as long as any other.
   * Answers `wrong`, or `cannot_say` when `verify` would have. A provider that cannot do this leaves it to the verdict floor.
   */
  decoy?(userId: Secret, pin: Secret): Promise<ProviderVerdict>;
  /** The verified number on file of a user id, null when there is none: lets the owner's own number have its own lane. */
  numberOnFile?(userId: Secret): Promise<E164 | null>;
  /**
   * Whom a user id belongs to, without a PIN: for callers who sign in on their own screen. Null when there is nobody, or
   * somebody who may not sign in. @throws when the directory cannot say. Left out where there is no directory to ask.
   */
  find?(userId: Secret): Promise<Found | null>;
  /** Has the provider itself disabled this subject since? Left out by providers that cannot tell without the PIN. */
  standing?(subject: SubjectId): Promise<Standing>;
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

/** Who is asking to be found by user id alone. */
export type Claim = Omit<Attempt, 'pin'>;
export type Claimed =
  | { readonly verdict: 'sign_in'; readonly caller: ClaimedCaller }
  | { readonly verdict: 'cannot_say'; readonly reason: CannotSayReason };

/** Identity as the rooms to its right see it. */
export type Identity = {
  /**
   * Reserves an attempt, then asks the provider, then answers no sooner than the verdict floor. Journals the verdict.
   * Never throws: what breaks is `cannot_say`.
   */
  check(attempt: Attempt): Promise<Verdict>;
  /**
   * Takes a user id without a PIN, for a caller who is to sign in on their own screen. Unknown, disabled and locked ids, and
   * people without a number, are answered like all others after the same time, with a caller that nobody is. Never throws.
   */
  claim(claim: Claim): Promise<Claimed>;
  /**
   * May this subject go on, right now (R-A8)? `still` is a check to put into the commit that depends on it, so that a
   * lock that lands in between makes that commit fail; read again then, since an attempt that locks nothing does too.
   */
  standing(subject: SubjectId): Promise<Standing>;
};
