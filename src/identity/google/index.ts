// In: a user id and a PIN. Out: a verdict of Google Identity Platform (`accounts:signInWithPassword`).
// Consumer Google accounts cannot be checked this way; users of an Identity Platform project can.
// Must never: keep the tokens it is given, or take an account with a second factor for a wrong PIN.
import * as z from 'zod';
import type { Clock, Random, Secret } from '#core';
import { parseE164 } from '#core';
import { boundedFetch, reasonOf } from '../bounded-fetch.ts';
import { createBreaker } from '../breaker.ts';
import { decoyOf } from '../decoy.ts';
import { handlesOf } from '../handles.ts';
import type { PinVerifier, ProviderVerdict } from '../verify.ts';

export type GoogleSettings = {
  readonly apiKey: Secret;
  /** Completes a user id to the e-mail form the platform knows: `@callers.example`. */
  readonly emailDomain: string;
  readonly tenant: string | null;
  /** Address of the service; another one only in tests. */
  readonly endpoint?: string;
  readonly timeoutMs?: number;
};

type Ports = {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly key: Secret;
};

const cannotSay = (reason: Extract<ProviderVerdict, { verdict: 'cannot_say' }>['reason']): ProviderVerdict => ({
  verdict: 'cannot_say',
  reason,
});

/** `error.message` begins with one of these (cloud.google.com/identity-platform/docs/reference/rest). */
const refusals: Readonly<Record<string, ProviderVerdict>> = {
  INVALID_LOGIN_CREDENTIALS: { verdict: 'wrong' },
  INVALID_PASSWORD: { verdict: 'wrong' },
  EMAIL_NOT_FOUND: { verdict: 'wrong' },
  INVALID_EMAIL: { verdict: 'wrong' },
  // Said only after the right PIN, which must not be told.
  USER_DISABLED: { verdict: 'wrong' },
  TOO_MANY_ATTEMPTS_TRY_LATER: cannotSay('throttled'),
  QUOTA_EXCEEDED: cannotSay('throttled'),
  PASSWORD_LOGIN_DISABLED: cannotSay('not_supported'),
  OPERATION_NOT_ALLOWED: cannotSay('not_supported'),
  MISSING_RECAPTCHA_TOKEN: cannotSay('misconfigured'),
  INVALID_TENANT_ID: cannotSay('misconfigured'),
  API_KEY_INVALID: cannotSay('misconfigured'),
};

const failed = z.object({ error: z.object({ message: z.string() }) });
const signedIn = z.object({
  localId: z.string().min(1),
  idToken: z.string().optional(),
  mfaPendingCredential: z.string().optional(),
});
const lookedUp = z.object({
  users: z.tuple([
    z.object({ localId: z.string(), phoneNumber: z.string().optional(), disabled: z.boolean().optional() }),
  ]),
});

/**
 * A PIN verifier over Identity Platform. Two requests: sign in, then look up the signed-in user for the phone number, which
 * the platform holds only once it is verified. The tokens are dropped at once.
 */
export const createGoogleVerifier = (settings: GoogleSettings, ports: Ports): PinVerifier => {
  const fetch = boundedFetch(ports.fetch, settings.timeoutMs ?? 3000);
  const breaker = createBreaker(ports.clock);
  const endpoint = settings.endpoint ?? 'https://identitytoolkit.googleapis.com';

  const post = async (method: string, body: Record<string, unknown>) => {
    const response = await fetch(`${endpoint}/v1/accounts:${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-goog-api-key': settings.apiKey.reveal() },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };

  const refusalOf = (status: number, body: unknown): ProviderVerdict => {
    if (status === 429) return cannotSay('throttled');
    if (status >= 500) return cannotSay('unavailable');
    const parsed = failed.safeParse(body);
    const code = parsed.success ? (/^[A-Z_]+/.exec(parsed.data.error.message)?.[0] ?? '') : '';
    if (status === 403 || status === 401) return refusals[code] ?? cannotSay('misconfigured');
    return refusals[code] ?? cannotSay('malformed');
  };

  const ask = async (userId: Secret, pin: Secret): Promise<ProviderVerdict> => {
    try {
      const first = await post('signInWithPassword', {
        email: `${userId.reveal()}${settings.emailDomain}`,
        password: pin.reveal(),
        returnSecureToken: true,
        ...(settings.tenant === null ? {} : { tenantId: settings.tenant }),
      });
      if (first.status !== 200) return refusalOf(first.status, first.body);
      const user = signedIn.safeParse(first.body);
      if (!user.success) return cannotSay('malformed');
      if (user.data.mfaPendingCredential !== undefined) return cannotSay('mfa_required');
      if (user.data.idToken === undefined) return cannotSay('malformed');
      const second = await post('lookup', { idToken: user.data.idToken });
      if (second.status !== 200) return refusalOf(second.status, second.body);
      const found = lookedUp.safeParse(second.body);
      if (!found.success || found.data.users[0].localId !== user.data.localId) return cannotSay('malformed');
      const [{ phoneNumber, disabled, localId }] = found.data.users;
      if (disabled === true) return { verdict: 'wrong' };
      return {
        verdict: 'verified',
        caller: {
          ...handlesOf(ports.key, `google ${settings.tenant ?? ''}`, localId, null),
          numberOnFile: parseE164(phoneNumber ?? ''),
          amr: ['pwd'],
          authTime: Math.floor(ports.clock.now()),
        },
      };
    } catch (error) {
      return cannotSay(reasonOf(error));
    }
  };

  const asked = (userId: Secret, pin: Secret) => breaker.ask(() => ask(userId, pin));

  return {
    name: 'google',
    decoy: decoyOf(ports.random, asked),
    async verify(userId, pin) {
      if (pin.reveal().trim() === '' || !/^[\w.-]{1,64}$/.test(userId.reveal())) return { verdict: 'wrong' };
      return asked(userId, pin);
    },
    // An API key alone can ask nothing harmless; the breaker tells what the last calls found.
    ready: async () => breaker.isWell(),
  };
};
