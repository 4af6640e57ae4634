import { type Forwarded, forgottenByProviderAt, forwardLimits } from './lockout.ts';
import type { GuardPolicy } from './policy.ts';

/** `known`: the attested calling number is the number on file. Everybody else is a stranger. */
export type Lane = 'stranger' | 'known';

type Failures = { readonly failures: number; readonly lastAt: number };

/**
 * The attempts on one account. An attempt is `pending` from before the provider is asked until its answer is settled,
 * and counts as a failure all that time; one whose process died counts until the next success.
 */
export type Attempts = {
  readonly stranger: Failures;
  readonly known: Failures;
  readonly pending: readonly { readonly id: string; readonly lane: Lane; readonly at: number }[];
  /** An operator's own hold, whatever the counts say. */
  readonly held: { readonly how: 'locked' | 'disabled'; readonly at: number } | null;
  /** Key of the number on file at the last success, for providers that tell it only then. */
  readonly number: string | null;
  /** What the provider may have counted; kept only where it has a lockout of its own. */
  readonly forwarded?: Forwarded;
};

export const noAttempts: Attempts = {
  stranger: { failures: 0, lastAt: 0 },
  known: { failures: 0, lastAt: 0 },
  pending: [],
  held: null,
  number: null,
};

/** How long a pending attempt can still be answered; older ones are from a process that died. */
const longestAnswerSeconds = 120;

const daySeconds = 86_400;

/** Failures in a row in a lane, attempts still pending included. */
export const failuresIn = (row: Attempts, lane: Lane): number =>
  row[lane].failures + row.pending.filter((attempt) => attempt.lane === lane).length;

/** Until when the strangers' lane is closed: NumericDate seconds, Infinity when only an operator can open it. */
export const closedUntil = (row: Attempts, policy: GuardPolicy): number => {
  const failures = failuresIn(row, 'stranger');
  if (failures > policy.waitSeconds.length) return Number.POSITIVE_INFINITY;
  const lastAt = Math.max(
    row.stranger.lastAt,
    ...row.pending.filter((attempt) => attempt.lane === 'stranger').map((attempt) => attempt.at),
  );
  return lastAt + (policy.waitSeconds[failures - 1] ?? 0);
};

/** The lane a caller is in: the owner's own number has one to itself until its budget is spent. */
export const laneOf = (row: Attempts, known: boolean, policy: GuardPolicy): Lane =>
  known && failuresIn(row, 'known') < policy.knownNumberBudget ? 'known' : 'stranger';

/** Is this lane closed to attempts at this instant? */
export const isClosed = (row: Attempts, lane: Lane, now: number, policy: GuardPolicy): boolean =>
  row.held !== null || (lane === 'stranger' && now < closedUntil(row, policy));

const forwardedIn = (row: Attempts, now: number, policy: GuardPolicy): Forwarded => {
  const { failures, lastAt } = row.forwarded ?? { failures: 0, lastAt: 0 };
  const last = Math.max(lastAt, ...row.pending.map((attempt) => attempt.at));
  const isForgotten = policy.lockout === null || now >= forgottenByProviderAt(last, policy.lockout);
  return isForgotten ? { failures: 0, lastAt: 0 } : { failures: failures + row.pending.length, lastAt: last };
};

/**
 * Until when this lane's attempts are not forwarded to the provider, lest it lock the account for its web login too:
 * NumericDate seconds, 0 when they are. This stops guesses alone, and nobody who has already been verified.
 */
export const withheldUntil = (row: Attempts, lane: Lane, now: number, policy: GuardPolicy): number => {
  if (policy.lockout === null) return 0;
  const { failures, lastAt } = forwardedIn(row, now, policy);
  return failures < forwardLimits(policy.lockout)[lane] ? 0 : forgottenByProviderAt(lastAt, policy.lockout);
};

/** The part of a row that changes when the provider may have counted one more failure. */
const forwardedOnce = (row: Attempts, now: number, policy: GuardPolicy): Pick<Attempts, 'forwarded'> => {
  if (policy.lockout === null) return {};
  const { failures } = forwardedIn({ ...row, pending: [] }, now, policy);
  return { forwarded: { failures: failures + 1, lastAt: now } };
};

/** The row with one more attempt reserved in `lane`, or null when the lane is closed. */
export const reserve = (row: Attempts, id: string, lane: Lane, now: number, policy: GuardPolicy): Attempts | null =>
  isClosed(row, lane, now, policy) || now < withheldUntil(row, lane, now, policy)
    ? null
    : { ...row, pending: [...row.pending, { id, lane, at: now }] };

/** The row after a failed attempt. Counts even when the reservation is gone, as after an operator's unlock. */
export const failed = (row: Attempts, id: string, lane: Lane, now: number, policy: GuardPolicy): Attempts => ({
  ...row,
  ...forwardedOnce(row, now, policy),
  [lane]: { failures: row[lane].failures + 1, lastAt: now },
  pending: row.pending.filter((attempt) => attempt.id !== id),
});

/**
 * The row after an attempt that nobody answered: it never was. Only the provider may have `counted` it, when it was heard
 * and its answer was not.
 */
export const refunded = (row: Attempts, id: string, counted: boolean, now: number, policy: GuardPolicy): Attempts => ({
  ...row,
  ...(counted ? forwardedOnce(row, now, policy) : {}),
  pending: row.pending.filter((attempt) => attempt.id !== id),
});

/**
 * The row after a success: the count starts again. A success from the owner's own number says nothing about who is
 * guessing from elsewhere, so it clears the strangers' count only when that attack is a week old and has not disabled
 * the lane; otherwise every call of the owner would hand the attacker a new budget.
 */
export const succeeded = (
  row: Attempts,
  id: string,
  lane: Lane,
  now: number,
  number: string | null,
  policy: GuardPolicy,
): Attempts => {
  const quiet = now - row.stranger.lastAt >= 7 * daySeconds && row.stranger.failures <= policy.waitSeconds.length;
  const clear = { failures: 0, lastAt: 0 };
  return {
    ...row,
    known: clear,
    stranger: lane === 'stranger' || quiet ? clear : row.stranger,
    pending: row.pending.filter(
      (attempt) =>
        attempt.id !== id &&
        !(attempt.at + longestAnswerSeconds < now && (attempt.lane === lane || lane === 'stranger')),
    ),
    number,
    ...(row.forwarded === undefined ? {} : { forwarded: { failures: 0, lastAt: now } }),
  };
};

/** How long an account that is not closed for good is remembered after its last attempt. */
const rememberSeconds = 400 * daySeconds;

/** When the row may be forgotten: never while only an operator may open it (NIST SP 800-63B-4 §3.2.2). */
export const forgottenAt = (row: Attempts, now: number, policy: GuardPolicy): { expiresAt?: number } =>
  row.held !== null || closedUntil(row, policy) === Number.POSITIVE_INFINITY
    ? {}
    : { expiresAt: now + rememberSeconds };
