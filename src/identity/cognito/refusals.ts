import type { CannotSayReason, ProviderVerdict } from '../verify.ts';
import type { Answer } from './wire.ts';

const cannotSay = (reason: CannotSayReason): ProviderVerdict => ({ verdict: 'cannot_say', reason });

/** Refusals whose name alone decides. A name that is not here and no server error is something that we have set up wrong. */
const byName: Readonly<Record<string, ProviderVerdict>> = {
  UserNotFoundException: { verdict: 'wrong' },
  PasswordResetRequiredException: cannotSay('reset_required'),
  UserNotConfirmedException: cannotSay('reset_required'),
  TooManyRequestsException: cannotSay('throttled'),
  LimitExceededException: cannotSay('throttled'),
  ThrottlingException: cannotSay('throttled'),
  InternalErrorException: cannotSay('unavailable'),
  ServiceUnavailableException: cannotSay('unavailable'),
  UserLambdaValidationException: cannotSay('unavailable'),
  UnexpectedLambdaException: cannotSay('unavailable'),
  InvalidLambdaResponseException: cannotSay('unavailable'),
};

/**
 * `NotAuthorizedException` is one name for many things, told apart by the message alone. What is not known to be another
 * thing is a no, because a no is counted: a message that Amazon rewords must not buy free guesses.
 */
const notAuthorised = (message: string): ProviderVerdict => {
  if (/attempts exceeded|user is disabled/i.test(message)) return { verdict: 'locked' };
  if (/secret.?hash|configured with secret|client/i.test(message)) return cannotSay('misconfigured');
  if (/password (?:has )?expired/i.test(message)) return cannotSay('reset_required');
  return { verdict: 'wrong' };
};

/** What a refusal of `InitiateAuth`, or no believable answer at all, says about a PIN. Never `verified`. */
export const verdictOfRefusal = (answer: Exclude<Answer, { got: 'answer' }>): ProviderVerdict => {
  if (answer.got === 'nothing') return cannotSay(answer.reason);
  const { name, status, message } = answer;
  if (status >= 500) return cannotSay('unavailable');
  if (name === 'NotAuthorizedException' && status === 400) return notAuthorised(message);
  const known = byName[name];
  if (known !== undefined) return known;
  if (status === 429) return cannotSay('throttled');
  return cannotSay(name === '' ? 'malformed' : 'misconfigured');
};

/** A further step Cognito asks for, which a call cannot take; all of them end the attempt without a verdict. */
export const verdictOfChallenge = (challenge: string): ProviderVerdict => {
  if (challenge === 'NEW_PASSWORD_REQUIRED') return cannotSay('reset_required');
  return cannotSay(/MFA|OTP/.test(challenge) ? 'mfa_required' : 'not_supported');
};
