// In: somebody's browser, sent to an OpenID provider and back. Out: whether that person has the operator's role.
// Authorization code flow with PKCE, state and nonce (RFC 6749 §4.1, RFC 7636, OpenID Connect Core §3.1) by openid-client.
// Must never: take a role from anything but a verified ID token, or keep a token of the provider.
import * as client from 'openid-client';
import { PortError } from '#core';
import { boundedFetch } from '../bounded-fetch.ts';
import type { OperatorSettings, Operators } from '../operators.ts';

const isLoopback = (issuer: string) => /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(issuer);

/** The roles a claim lists: a text with spaces, or a list; reached by dots. */
const rolesIn = (claims: object, path: string): readonly unknown[] => {
  let at: unknown = claims;
  for (const part of path.split('.')) {
    at =
      at !== null && typeof at === 'object' && Object.hasOwn(at, part) ? (at as Record<string, unknown>)[part] : null;
  }
  return typeof at === 'string' ? at.split(' ') : Array.isArray(at) ? at : [];
};

/** The operators a provider names. Discovery happens at the first login and is kept. */
export const createOperators = (
  settings: OperatorSettings,
  ports: { readonly fetch: typeof globalThis.fetch },
): Operators => {
  const fetch = boundedFetch(ports.fetch, 5000);
  let known: Promise<client.Configuration> | null = null;

  const discover = (): Promise<client.Configuration> => {
    known ??= client
      .discovery(
        new URL(settings.issuer),
        settings.clientId,
        undefined,
        client.ClientSecretBasic(settings.clientSecret.reveal()),
        {
          [client.customFetch]: (url, options) => fetch(url, options as RequestInit),
          execute: [
            client.enableNonRepudiationChecks,
            ...(isLoopback(settings.issuer) ? [client.allowInsecureRequests] : []),
          ],
        },
      )
      .catch((error: unknown) => {
        known = null;
        throw new PortError('identity', 'the provider of the console could not be asked', {
          retryable: true,
          cause: error,
        });
      });
    return known;
  };

  return {
    async begin() {
      const config = await discover();
      const pending = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: settings.redirectUri,
        scope: 'openid',
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, pending };
    },

    async finish(callback, { state, nonce, verifier }) {
      const config = await discover();
      // Behind a balancer the request's own address is not the one the provider was told.
      const returned = new URL(settings.redirectUri);
      returned.search = callback.search;
      try {
        const tokens = await client.authorizationCodeGrant(config, returned, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) return { verdict: 'refused' };
        return rolesIn(claims, settings.roleClaim).includes(settings.role)
          ? { verdict: 'operator', subject: claims.sub }
          : { verdict: 'stranger' };
      } catch (error) {
        for (let at: unknown = error; at instanceof Error; at = at.cause) {
          if (at instanceof PortError) throw at;
        }
        return { verdict: 'refused' };
      }
    },

    async leave(backTo) {
      const config = await discover();
      if (config.serverMetadata().end_session_endpoint === undefined) return null;
      return client.buildEndSessionUrl(config, { post_logout_redirect_uri: backTo, client_id: settings.clientId }).href;
    },
  };
};
