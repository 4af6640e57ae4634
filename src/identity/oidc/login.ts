import * as client from 'openid-client';
import { type Clock, type Secret, sha256 } from '#core';
import { boundedFetch } from '../bounded-fetch.ts';
import { type LoginAnswer, type LoginProvider, signInMethod, signInName } from '../sign-in.ts';
import { createDiscovery, type OidcClient, subjectClaim } from './discovery.ts';

type Ports = { readonly fetch: typeof globalThis.fetch; readonly clock: Clock; readonly key: Secret };

type Settings = OidcClient & {
  readonly redirectUri: string;
  /** Claim that names the person as the directory does; the subject unless given. */
  readonly claim: string | null;
};

/** How far the provider's clock may be behind ours, and how long a login may take. Seconds. */
const slackSeconds = 60;
const longestLoginSeconds = 600;

/** Authentication methods as the provider names them (RFC 8176), short ones only. */
const methodsOf = (amr: unknown): string[] =>
  Array.isArray(amr) ? amr.filter((one) => typeof one === 'string' && /^[a-z0-9_-]{1,24}$/i.test(one)).slice(0, 8) : [];

/**
 * The provider's own login through the authorization code flow: PKCE (S256), state, nonce, the issuer of the answer
 * (RFC 9207) and the ID token's signature, issuer, audience, time and nonce are checked by `openid-client`. A fresh login is
 * asked for, and an answer that tells of an old one is not taken. The tokens are dropped.
 */
export const createLoginProvider = (settings: Settings, ports: Ports): LoginProvider => {
  const discover = createDiscovery(settings, boundedFetch(ports.fetch, settings.timeoutMs ?? 3000));
  return {
    async begin({ state, nonce, verifier }) {
      const url = client.buildAuthorizationUrl(await discover(), {
        redirect_uri: settings.redirectUri,
        scope: settings.preset === 'entra' || settings.claim !== null ? 'openid profile' : 'openid',
        response_type: 'code',
        state,
        nonce: nonce.reveal(),
        code_challenge: sha256(verifier.reveal()),
        code_challenge_method: 'S256',
        prompt: 'login',
      });
      return url.href;
    },
    async finish(callback, { state, nonce, verifier }): Promise<LoginAnswer> {
      try {
        const tokens = await client.authorizationCodeGrant(await discover(), callback, {
          expectedState: state,
          expectedNonce: nonce.reveal(),
          pkceCodeVerifier: verifier.reveal(),
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        const who = claims?.[settings.claim ?? subjectClaim(settings.preset)];
        if (claims === undefined || typeof who !== 'string' || who === '') return { login: 'failed' };
        const now = Math.floor(ports.clock.now());
        const authTime = typeof claims.auth_time === 'number' ? claims.auth_time : now;
        if (authTime < now - longestLoginSeconds - slackSeconds) return { login: 'failed' };
        const amr = [...methodsOf(claims.amr), signInMethod];
        return { login: 'done', as: signInName(ports.key, who), amr, authTime: Math.min(authTime, now) };
      } catch (error) {
        const denied = error instanceof client.AuthorizationResponseError && error.error === 'access_denied';
        return { login: denied ? 'cancelled' : 'failed' };
      }
    },
  };
};
