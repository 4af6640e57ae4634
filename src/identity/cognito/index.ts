// In: a user id and a PIN. Out: what Amazon Cognito says of them, as one of four verdicts.
// One USER_PASSWORD_AUTH sign-in a PIN; its tokens serve to read the profile once, are revoked at once and are never handed on.
// Must never: believe an answer that is not whole, keep a token, or let a PIN tried under an alias count as another account.
import { createHmac } from 'node:crypto';
import type { AccountId, Clock, Log, Random, SubjectId } from '#core';
import { hmac, Secret } from '#core';
import { normalUserId } from '../account-key.ts';
import { createBreaker } from '../breaker.ts';
import { decoyOf } from '../decoy.ts';
import type { CannotSayReason, PinVerifier, ProviderVerdict } from '../verify.ts';
import { profileIn } from './profile.ts';
import { verdictOfChallenge, verdictOfRefusal } from './refusals.ts';
import { type Tokens, tokensIn } from './tokens.ts';
import { ask, type Net } from './wire.ts';

/** One user pool client. `endpoint` is an origin. */
export type CognitoSettings = {
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** The attribute that holds the account's handle at the system of record, such as `custom:account`; null derives one. */
  readonly accountAttribute: string | null;
  /** Also end every other session of this person in the pool: right for a pool of its own, not for one that is shared. */
  readonly signOutEverywhere: boolean;
};

/** `key` is the one given to `createIdentity`: it makes the subject pairwise. */
export type CognitoPorts = {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly key: Secret;
};

/** Together below the eight seconds that a Connect flow waits for a Lambda. */
const signInMs = 2500;
const profileMs = 2000;
const signOutMs = 1000;
/** How long an answer to `ready` holds, so that whoever asks us often does not spend Cognito's quota. Seconds. */
const readySeconds = 30;

const cannotSay = (reason: CannotSayReason): ProviderVerdict => ({ verdict: 'cannot_say', reason });
const wrong: ProviderVerdict = { verdict: 'wrong' };

/** What Cognito takes for a name and a password; anything else cannot be right and is not sent. */
const isName = (text: string) => /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(text);
const isPassword = (text: string) => /^(?!\s)[^\p{C}]{1,64}(?<!\s)$/u.test(text);

/** A verifier over one Cognito user pool client that allows `USER_PASSWORD_AUTH`. Never throws; see `PinVerifier`. */
export const createCognitoVerifier = (
  settings: CognitoSettings,
  ports: CognitoPorts,
): PinVerifier & Required<Pick<PinVerifier, 'decoy'>> => {
  const { clientId, clientSecret } = settings;
  const { clock, random, log, key } = ports;
  const net: Net = { endpoint: settings.endpoint, fetch: ports.fetch };
  const breaker = createBreaker(clock);
  let known: { readonly reachable: boolean; readonly until: number } = { reachable: false, until: 0 };

  const note = (verdict: ProviderVerdict): ProviderVerdict => {
    if (verdict.verdict === 'cannot_say') {
      known = { reachable: false, until: 0 };
      log.warn('Cognito could not say', { room: 'identity', port: 'cognito', reason: verdict.reason });
    } else known = { reachable: true, until: clock.now() + readySeconds };
    return verdict;
  };

  const signIn = (name: string, password: string) => {
    const hash = createHmac('sha256', clientSecret.reveal()).update(`${name}${clientId}`).digest('base64');
    const parameters = { USERNAME: name, PASSWORD: password, SECRET_HASH: hash };
    const body = { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: clientId, AuthParameters: parameters };
    return ask(net, 'InitiateAuth', body, signInMs);
  };

  /** Ends the sign-in before anything is answered. `RevokeToken` comes last: it makes the access token useless. */
  const drop = async ({ access, refresh }: Tokens): Promise<void> => {
    const everywhere = settings.signOutEverywhere
      ? await ask(net, 'GlobalSignOut', { AccessToken: access.reveal() }, signOutMs)
      : null;
    const body = { Token: refresh.reveal(), ClientId: clientId, ClientSecret: clientSecret.reveal() };
    const revoked = await ask(net, 'RevokeToken', body, signOutMs);
    // They are forgotten here in any case; what was not revoked runs out by itself, in nobody's hands.
    if (revoked.got !== 'answer' || (everywhere !== null && everywhere.got !== 'answer')) {
      log.warn('Tokens of Cognito were dropped but not revoked', { room: 'identity', port: 'cognito' });
    }
  };

  const callerOf = async (userId: Secret, tokens: Tokens): Promise<ProviderVerdict> => {
    const answer = await ask(net, 'GetUser', { AccessToken: tokens.access.reveal() }, profileMs);
    if (answer.got === 'nothing') return cannotSay(answer.reason);
    if (answer.got === 'refusal') return cannotSay(answer.status === 429 ? 'throttled' : 'unavailable');
    const profile = profileIn(answer, settings.accountAttribute);
    if (profile === null || profile.sub !== tokens.sub) return cannotSay('malformed');
    // Attempts are counted by the id as it was given: an e-mail address or number that also signs in would have its own count.
    if (normalUserId(new Secret(profile.username)) !== normalUserId(userId)) return wrong;
    const derived = `acct_${hmac(key, 'cognito account', profile.sub)}`;
    const account = settings.accountAttribute === null ? derived : profile.account;
    if (account === null || !/^[a-z]{2,8}_[A-Za-z0-9_-]{6,64}$/.test(account)) return cannotSay('misconfigured');
    return {
      verdict: 'verified',
      caller: {
        subject: `sub_${hmac(key, 'cognito subject', profile.sub)}` as SubjectId,
        account: account as AccountId,
        numberOnFile: profile.numberOnFile,
        amr: ['pin'],
        authTime: clock.now(),
      },
    };
  };

  const check = async (userId: Secret, pin: Secret): Promise<ProviderVerdict> => {
    const answer = await signIn(userId.reveal(), pin.reveal());
    if (answer.got !== 'answer') return verdictOfRefusal(answer);
    const challenge = answer.members.ChallengeName;
    if (typeof challenge === 'string') return verdictOfChallenge(challenge);
    const tokens = tokensIn(answer, clientId);
    if (tokens === null) return cannotSay('malformed');
    const verdict = await callerOf(userId, tokens);
    await drop(tokens);
    return verdict;
  };

  const asked = async (userId: Secret, pin: Secret) => note(await breaker.ask(() => check(userId, pin)));
  const decoy = decoyOf(random, asked);

  return {
    name: 'cognito',
    decoy,
    verify: (userId, pin) => (isName(userId.reveal()) && isPassword(pin.reveal()) ? asked(userId, pin) : decoy()),
    async ready() {
      if (known.until > clock.now()) return known.reachable;
      return (await decoy()).verdict === 'wrong';
    },
  };
};
