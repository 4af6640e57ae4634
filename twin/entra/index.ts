// A faithful fake of what Microsoft Entra ID and Microsoft Graph answer, made from their documentation:
// [ropc]   learn.microsoft.com/entra/identity-platform/v2-oauth-ropc (the password grant, its success and error answers)
// [codes]  learn.microsoft.com/entra/identity-platform/reference-error-codes (AADSTS codes and their words)
// [claims] learn.microsoft.com/entra/identity-platform/id-token-claims-reference (`oid`, `tid`, pairwise `sub`)
// [user]   learn.microsoft.com/graph/api/user-get (GET /users/{userPrincipalName}?$select=…; 404 Request_ResourceNotFound)
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export type EntraUser = {
  readonly name: string;
  readonly password: string;
  readonly mobilePhone?: string;
  /** What stands in the way, as the code of [codes]; said after the right password, as Entra does. */
  readonly stop?: 50055 | 50057 | 50076 | 53003;
  /** From another provider: there is no password here. */
  readonly federated?: boolean;
};

/** [codes]: the words after the number, shortened where they go on. */
const words: Readonly<Record<number, string>> = {
  50034: 'The user account {EmailHidden} does not exist in the directory.',
  50053: 'The account is locked, you have tried to sign in too many times with an incorrect user ID or password.',
  50055: 'The password is expired.',
  50057: 'The user account is disabled.',
  50076:
    'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.',
  50126: 'Error validating credentials due to invalid username or password.',
  51004: 'The user account does not exist in the directory. To sign into this application, the account must be added.',
  53003: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  7000215: 'Invalid client secret provided.',
};

const formOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
};

/** [ropc] and smart lockout: after ten wrong passwords the account answers 50053, also to the right one. */
const lockAfter = 10;

/** Starts the fake on a free port of loopback: one tenant, one confidential client. */
export const startFakeEntra = async (client: { id: string; secret: string }, users: readonly EntraUser[]) => {
  const state = { stall: false, cut: false, emptySecrets: 0 };
  const wrongs = new Map<string, number>();
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const oidOf = (user: EntraUser) => `00000000-0000-0000-0000-${user.name.slice(0, 12).padStart(12, '0')}`;
  const find = (name: string | null) => users.find((user) => user.name === name);

  const token = async (form: URLSearchParams, issuer: string): Promise<readonly [number, object]> => {
    // [ropc]: error, error_description beginning with the code, error_codes, trace_id, correlation_id, timestamp.
    const refuse = (code: number, error = 'invalid_grant', status = 400) =>
      [
        status,
        {
          ...{ error, error_description: `AADSTS${code}: ${words[code]} Trace ID: 0b3f Correlation ID: 5c1d` },
          ...{ error_codes: [code], timestamp: '2026-11-24 12:00:00Z', trace_id: '0b3f', correlation_id: '5c1d' },
        },
      ] as const;
    if (form.get('client_id') !== client.id || form.get('client_secret') !== client.secret) {
      return refuse(7000215, 'invalid_client', 401);
    }
    if (form.get('grant_type') === 'client_credentials') {
      return [200, { access_token: 'for-graph', token_type: 'Bearer', expires_in: 3599 }];
    }
    if (form.get('password') === '') state.emptySecrets += 1;
    const user = find(form.get('username'));
    if (user === undefined) return refuse(50034);
    if (user.federated === true) return refuse(51004);
    const before = wrongs.get(user.name) ?? 0;
    if (before >= lockAfter) return refuse(50053);
    if (user.password !== form.get('password')) {
      wrongs.set(user.name, before + 1);
      return refuse(50126);
    }
    wrongs.delete(user.name);
    if (user.stop !== undefined)
      return refuse(user.stop, user.stop === 50076 ? 'interaction_required' : 'invalid_grant');
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      ...(form.get('scope')?.includes('profile') === true ? { oid: oidOf(user) } : {}),
      tid: 'the-tenant',
    };
    const idToken = await new SignJWT({ ...claims, sub: `pairwise-of-${user.name}`, ver: '2.0' })
      .setProtectedHeader({ alg: 'RS256', kid: 'k', typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(client.id)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + 3600)
      .sign(privateKey);
    const scope = form.get('scope');
    return [200, { token_type: 'Bearer', scope, expires_in: 3600, access_token: 'for-graph-too', id_token: idToken }];
  };

  const answer = async (request: IncomingMessage, response: ServerResponse, issuer: string) => {
    const say = (status: number, value: object) =>
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname.endsWith('/.well-known/openid-configuration')) {
      // No `grant_types_supported`: Entra publishes none.
      return say(200, {
        ...{ issuer, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys` },
        authorization_endpoint: `${issuer}/authorize`,
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    }
    if (url.pathname.endsWith('/keys')) {
      return say(200, { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', use: 'sig', alg: 'RS256' }] });
    }
    if (url.pathname.endsWith('/token')) return say(...(await token(await formOf(request), issuer)));
    const name = /\/graph\/users\/(.+)$/.exec(url.pathname)?.[1];
    if (name === undefined || request.headers.authorization !== 'Bearer for-graph') {
      return say(401, { error: { code: 'InvalidAuthenticationToken', message: 'Access token is empty.' } });
    }
    const user = find(decodeURIComponent(name));
    // [user]
    if (user === undefined) return say(404, { error: { code: 'Request_ResourceNotFound', message: 'does not exist' } });
    return say(200, {
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users(id,mobilePhone,accountEnabled)/$entity',
      ...{ id: oidOf(user), mobilePhone: user.mobilePhone ?? null, accountEnabled: user.stop !== 50057 },
    });
  };

  const server = createServer((request, response) => {
    if (state.stall) return;
    if (state.cut) return void request.socket.destroy();
    void answer(request, response, issuer).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `${origin}/the-tenant/v2.0`;
  return {
    ...{ issuer, graph: `${origin}/graph`, state },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
