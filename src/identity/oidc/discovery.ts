import * as client from 'openid-client';
import type { Secret } from '#core';
import type { OidcPreset } from './refusals.ts';

/** Our client at an OpenID provider. */
export type OidcClient = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret | null;
  readonly preset: OidcPreset;
  /** For one request, in milliseconds (default 3000). */
  readonly timeoutMs?: number;
};

const isLoopback = (issuer: string) => /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(issuer);

/** The claim by which a provider names one person to all its clients; Entra's `sub` is another one for each client. */
export const subjectClaim = (preset: OidcPreset): string => (preset === 'entra' ? 'oid' : 'sub');

/** Reads the provider's metadata once it is needed, and again only after a failure. Clear text only to loopback. */
export const createDiscovery = (settings: OidcClient, fetch: typeof globalThis.fetch) => {
  let known: Promise<client.Configuration> | null = null;
  return (): Promise<client.Configuration> => {
    known ??= client
      .discovery(
        new URL(settings.issuer),
        settings.clientId,
        undefined,
        settings.clientSecret === null ? client.None() : client.ClientSecretPost(settings.clientSecret.reveal()),
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
        throw error;
      });
    return known;
  };
};

export type Discover = ReturnType<typeof createDiscovery>;
