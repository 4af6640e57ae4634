import * as client from 'openid-client';
import * as z from 'zod';
import { PortError, type Secret } from '#core';
import type { Discover, OidcClient } from './discovery.ts';

/** One person in a provider's directory. `account` is the attribute the account claim is made from. */
type Person = { readonly subject: string; readonly phone: string; readonly account: string | null };

/** Asks a directory whom a user id belongs to; null for nobody, and for somebody who is disabled there. */
type Find = (userId: Secret) => Promise<Person | null>;

type Settings = OidcClient & { readonly directory?: string | null; readonly accountClaim: string | null };

const cannotSay = () => new PortError('identity', 'the directory cannot say', { retryable: true });

/** Keycloak, Admin REST API 26, `GET /admin/realms/{realm}/users?username=…&exact=true` (UserRepresentation). */
const keycloakUsers = z.array(
  z.object({
    id: z.string().min(1),
    username: z.string(),
    enabled: z.boolean(),
    attributes: z.record(z.string(), z.array(z.string())).optional(),
  }),
);

/** Microsoft Graph v1.0, `GET /users/{id | userPrincipalName}?$select=…`. */
const graphUser = z.looseObject({
  id: z.string().min(1),
  mobilePhone: z.string().nullish(),
  accountEnabled: z.boolean(),
});

/**
 * The directory behind an OpenID provider, asked with our own client's credentials: Keycloak's admin API (a service
 * account with `view-users`; the number is the attribute `phoneNumber` where `phoneNumberVerified` is `true`, as in its own `phone` scope) or Microsoft
 * Graph (`User.Read.All`; the number is `mobilePhone`). Null for a provider whose directory we do not know.
 */
export const directoryOf = (settings: Settings, discover: Discover, fetch: typeof globalThis.fetch): Find | null => {
  const ask = async (url: string, scope: string | null): Promise<{ status: number; body: unknown }> => {
    const config = await discover();
    const tokens = await client.clientCredentialsGrant(config, scope === null ? {} : { scope });
    const headers = { authorization: `Bearer ${tokens.access_token}`, accept: 'application/json' };
    const response = await fetch(url, { headers });
    return { status: response.status, body: response.status === 404 ? null : ((await response.json()) as unknown) };
  };

  if (settings.preset === 'keycloak') {
    const base = settings.directory ?? settings.issuer.replace(/\/realms\/([^/]+)\/?$/, '/admin/realms/$1');
    return async (userId) => {
      const query = new URLSearchParams({ username: userId.reveal(), exact: 'true', max: '2' });
      const { status, body } = await ask(`${base}/users?${query}`, null);
      const users = keycloakUsers.safeParse(body);
      if (status !== 200 || !users.success || users.data.length > 1) throw cannotSay();
      const [user] = users.data;
      if (user === undefined || !user.enabled) return null;
      const of = (name: string) => user.attributes?.[name]?.[0];
      const phone = of('phoneNumberVerified') === 'true' ? (of('phoneNumber') ?? '') : '';
      return { subject: user.id, phone, account: of(settings.accountClaim ?? '') ?? null };
    };
  }
  if (settings.preset === 'entra') {
    const base = settings.directory ?? 'https://graph.microsoft.com/v1.0';
    const scope = `${new URL(base).origin}/.default`;
    return async (userId) => {
      const fields = [
        'id',
        'mobilePhone',
        'accountEnabled',
        ...(settings.accountClaim === null ? [] : [settings.accountClaim]),
      ];
      const { status, body } = await ask(
        `${base}/users/${encodeURIComponent(userId.reveal())}?$select=${fields.join(',')}`,
        scope,
      );
      if (status === 404) return null;
      const user = graphUser.safeParse(body);
      if (status !== 200 || !user.success) throw cannotSay();
      const account = settings.accountClaim === null ? null : user.data[settings.accountClaim];
      if (!user.data.accountEnabled) return null;
      return {
        subject: user.data.id,
        phone: (user.data.mobilePhone ?? '').replace(/[ ()-]/g, ''),
        account: typeof account === 'string' ? account : null,
      };
    };
  }
  return null;
};
