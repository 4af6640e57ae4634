// In: a user id and a PIN heard on a call. Out: a verdict, and later whether that person may still go on.
// guard.ts counts and locks in front of every provider; each provider (embedded/, …) only answers about one PIN.
// Must never: ask a provider before the attempt is counted, let a verdict tell why it is no, or keep a PIN or a user id.
export type { Capabilities, Lockout } from './capabilities.ts';
export type { IdentityPorts } from './guard.ts';
export { createIdentity } from './guard.ts';
export { lockoutOf } from './lockout.ts';
export type { LockState, Locks, Whom } from './locks.ts';
export { createLocks } from './locks.ts';
export type { LoginVerdict, OperatorSettings, Operators, PendingLogin } from './operators.ts';
export type { BreakerPolicy, GuardPolicy } from './policy.ts';
export { capabilities, type ProviderName } from './providers.ts';
export {
  type LoginAnswer,
  type LoginProvider,
  type LoginSecrets,
  loginCallbackPath,
  signInMethod,
} from './sign-in.ts';
export type {
  Attempt,
  CannotSayReason,
  Claim,
  Claimed,
  Found,
  Identity,
  PinVerifier,
  ProviderVerdict,
  Standing,
  Verdict,
} from './verify.ts';
