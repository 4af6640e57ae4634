// In: a user id and a PIN. Out: a verdict of any OpenID provider that still offers the password grant.
// We consume that grant as a legacy verifier and never offer it (R-A6); its tokens are looked at, revoked and dropped.
// Must never: send a PIN to a provider that does not say it takes one, or take an account with more factors for a wrong PIN.
import * as client from 'openid-client';
import type { Clock, Random, Secret } from '#core';
import { parseE164 } from '#core';
import { boundedFetch, reasonOf } from '../bounded-fetch.ts';
import { createBreaker } from '../breaker.ts';
import { decoyOf } from '../decoy.ts';
import { handlesOf } from '../handles.ts';
import type { PinVerifier, ProviderVerdict } from '../verify.ts';
import { createDiscovery, type OidcClient, subjectClaim } from './discovery.ts';
import { directoryOf } from './find.ts';
import { verdictOfRefusal } from './refusals.ts';

export { createLoginProvider } from './login.ts';

export type OidcSettings = OidcClient & {
  /** Claim of the ID token that names the account at the system of record; without it the subject does. */
  readonly accountClaim: string | null;
  /** Where the provider's directory is; what the preset says unless given. */
  readonly directory?: string | null;
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

/**
 * A PIN verifier over OpenID Connect discovery and RFC 6749 §4.3, through `openid-client`: the ID token's signature,
 * issuer, audience and time are checked. The number on file is the `phone_number` claim, when `phone_number_verified` is
 * true. Accounts that need more than a password, or none, are `cannot_say`.
 */
export const createOidcVerifier = (settings: OidcSettings, ports: Ports): PinVerifier => {
  const fetch = boundedFetch(ports.fetch, settings.timeoutMs ?? 3000);
  const discover = createDiscovery(settings, fetch);
  const find = directoryOf(settings, discover, fetch);
  const breaker = createBreaker(ports.clock);
  /** Does the provider say that it takes passwords? Entra publishes no list of grants. */
  const takesPasswords = (config: client.Configuration): boolean =>
    settings.preset === 'entra' || config.serverMetadata().grant_types_supported?.includes('password') === true;

  const drop = async (config: client.Configuration, token: string | undefined) => {
    if (token === undefined || config.serverMetadata().revocation_endpoint === undefined) return;
    await client.tokenRevocation(config, token).catch(() => undefined);
  };

  /** Entra's ID tokens tell no number: its directory does, of the same person. */
  const inDirectory = async (userId: Secret, subject: string) => {
    const person = settings.preset === 'entra' ? await find?.(userId).catch(() => null) : null;
    return person?.subject === subject ? parseE164(person.phone) : null;
  };

  const ask = async (userId: Secret, pin: Secret): Promise<ProviderVerdict> => {
    try {
      const config = await discover();
      if (!takesPasswords(config)) return cannotSay('not_supported');
      const tokens = await client.genericGrantRequest(config, 'password', {
        username: userId.reveal(),
        password: pin.reveal(),
        scope: settings.preset === 'entra' ? 'openid phone profile' : 'openid phone',
      });
      await drop(config, tokens.refresh_token ?? tokens.access_token);
      const claims = tokens.claims();
      if (claims === undefined) return cannotSay('malformed');
      const subject = claims[subjectClaim(settings.preset)];
      if (typeof subject !== 'string') return cannotSay('malformed');
      const account = settings.accountClaim === null ? null : claims[settings.accountClaim];
      if (settings.accountClaim !== null && typeof account !== 'string') return cannotSay('misconfigured');
      const phone =
        claims.phone_number_verified === true && typeof claims.phone_number === 'string' ? claims.phone_number : '';
      return {
        verdict: 'verified',
        caller: {
          ...handlesOf(ports.key, settings.issuer, subject, typeof account === 'string' ? account : null),
          numberOnFile: parseE164(phone) ?? (await inDirectory(userId, subject)),
          amr: ['pwd'],
          authTime: Math.floor(ports.clock.now()),
        },
      };
    } catch (error) {
      if (error instanceof client.ResponseBodyError) {
        return verdictOfRefusal(settings.preset, error.status, error.error, error.error_description ?? '');
      }
      if (error instanceof client.ClientError && error.cause instanceof Response) {
        return cannotSay(
          error.cause.status >= 500 ? 'unavailable' : error.cause.status === 429 ? 'throttled' : 'malformed',
        );
      }
      return cannotSay(reasonOf(error));
    }
  };

  const asked = (userId: Secret, pin: Secret) => breaker.ask(() => ask(userId, pin));

  return {
    name: 'oidc',
    decoy: decoyOf(ports.random, asked),
    async verify(userId, pin) {
      if (pin.reveal().trim() === '' || userId.reveal().trim() === '') return { verdict: 'wrong' };
      return asked(userId, pin);
    },
    ...(find === null
      ? {}
      : {
          async find(userId: Secret) {
            if (userId.reveal().trim() === '') return null;
            const person = await find(userId);
            if (person === null) return null;
            const { subject, account, phone } = person;
            const handles = handlesOf(
              ports.key,
              settings.issuer,
              subject,
              settings.accountClaim === null ? null : account,
            );
            return { ...handles, numberOnFile: parseE164(phone), signsInAs: subject };
          },
        }),
    ready: () =>
      fetch(`${settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`).then(
        ({ ok }) => ok,
        () => false,
      ),
  };
};
