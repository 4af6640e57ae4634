import type { Lockout } from './capabilities.ts';

/** Limits on guessing. Durations in seconds unless the name ends in Ms. */
export type GuardPolicy = {
  /** Wait after the n-th failure in a row, at index n − 1. One failure more than this list is long: disabled until unlocked. */
  readonly waitSeconds: readonly number[];
  /** Failures the owner's own attested number has apart from everybody else's; further ones join the schedule. */
  readonly knownNumberBudget: number;
  /** Different accounts one calling number may try in a day. */
  readonly accountsPerNumber: number;
  readonly breaker: BreakerPolicy;
  /** How the provider itself locks: ours trips first, so that no stranger on the phone locks a web login. Null: it does not. */
  readonly lockout: Lockout | null;
  /** No verdict is given sooner than this after the attempt began. */
  readonly floorMs: number;
};

/** When so much fails that somebody must be trying PINs over many accounts. */
export type BreakerPolicy = {
  /** Failures within the window below which nothing trips. */
  readonly failures: number;
  readonly windowSeconds: number;
  /** How many times the usual share of failures is too many. */
  readonly factor: number;
  /** How long callers without attestation are turned away once it tripped. */
  readonly holdSeconds: number;
};

/** The defaults of docs/threat-model.md. */
export const defaultGuardPolicy: GuardPolicy = {
  waitSeconds: [0, 0, 30, 60, 300, 900, 3600, 14_400, 86_400],
  knownNumberBudget: 5,
  accountsPerNumber: 5,
  breaker: { failures: 50, windowSeconds: 300, factor: 4, holdSeconds: 900 },
  lockout: null,
  floorMs: 1500,
};

/** Failures in a row that one account can ever have over both lanes; NIST SP 800-63B-4 §3.2.2 allows 100. */
const mostFailures = 20;

/** Answers the policy with its defaults filled in. @throws RangeError when the lanes together allow more than 20 failures. */
export const guardPolicy = (given: Partial<GuardPolicy> = {}): GuardPolicy => {
  const policy = { ...defaultGuardPolicy, ...given };
  if (policy.waitSeconds.length + 1 + policy.knownNumberBudget > mostFailures) {
    throw new RangeError(`the lanes together allow more than ${mostFailures} failures in a row`);
  }
  return policy;
};
