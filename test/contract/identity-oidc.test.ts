// The server here is oidc-provider, a certified OpenID provider by others, configured with a password grant.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import Provider from 'oidc-provider';
import { type E164, Secret, stoppedClock, systemRandom } from '#core';
import { createOidcVerifier } from '#identity/oidc';
import { identityContract } from './identity.ts';

const number = '+15555550142' as E164;
type Account = {
  readonly pin: string;
  readonly phone?: string;
  readonly verified?: boolean;
  readonly locked?: boolean;
};
const people: Readonly<Record<string, Account>> = {
  '10012345': { pin: '48291306', phone: number, verified: true },
  '10012346': { pin: '71940362', phone: number, verified: false },
  '10012347': { pin: '60284917' },
};

const startProvider = async (options: { readonly password?: boolean } = {}) => {
  const state = { stall: false, cut: false, emptySecrets: 0 };
  const server = createServer((request, response) => {
    if (state.stall) return;
    if (state.cut) return void request.socket.destroy();
    return handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const quiet = console.warn;
  console.warn = () => undefined;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'voicegrant',
        client_secret: 'a secret of the client',
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: options.password === false ? ['authorization_code'] : ['password', 'authorization_code'],
        redirect_uris: ['https://app.example/cb'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], phone: ['phone_number', 'phone_number_verified'] },
    conformIdTokenClaims: false,
    findAccount: async (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        ...(people[id]?.phone === undefined
          ? {}
          : { phone_number: people[id].phone, phone_number_verified: people[id].verified }),
      }),
    }),
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
  } as ConstructorParameters<typeof Provider>[1]);
  if (options.password !== false) {
    provider.registerGrantType(
      'password',
      async (context) => {
        const {
          params,
          client,
          provider: owner,
        } = context.oidc as never as {
          params: Record<string, string>;
          client: { clientId: string; idTokenSignedResponseAlg: string };
          provider: Record<
            string,
            new (
              values: object,
              more?: object,
            ) => Record<string, (...values: unknown[]) => unknown>
          >;
        };
        if (params.password === '') state.emptySecrets += 1;
        const account = people[params.username ?? ''];
        if (account === undefined || account.pin !== params.password) {
          context.status = 400;
          context.body = { error: 'invalid_grant', error_description: 'invalid credentials' };
          return;
        }
        const accountId = params.username ?? '';
        const grant = new owner.Grant!({ accountId, clientId: client.clientId });
        grant.addOIDCScope!('openid phone');
        const grantId = await grant.save!();
        const values = { accountId, client, grantId, gty: 'password', scope: 'openid phone' };
        const token = new owner.AccessToken!(values);
        const { phone, verified } = account;
        const claims = {
          sub: accountId,
          ...(phone === undefined ? {} : { phone_number: phone, phone_number_verified: verified }),
        };
        const id = new owner.IdToken!(claims, { ctx: context }) as never as {
          scope: string;
          issue(options: object): Promise<string>;
        };
        id.scope = 'openid phone';
        context.body = {
          access_token: await token.save!(),
          token_type: 'Bearer',
          expires_in: 600,
          scope: 'openid phone',
          id_token: await id.issue({ use: 'idtoken' }),
        };
      },
      ['username', 'password', 'scope'],
    );
  }
  console.warn = quiet;
  const handle = provider.callback();
  return {
    issuer,
    state,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

const verifierOf = (issuer: string, timeoutMs = 2000) =>
  createOidcVerifier(
    {
      issuer,
      clientId: 'voicegrant',
      clientSecret: new Secret('a secret of the client'),
      preset: 'generic',
      accountClaim: null,
      timeoutMs,
    },
    { fetch, clock: stoppedClock(Math.floor(Date.now() / 1000)), random: systemRandom, key: new Secret('a key') },
  );

identityContract('oidc', async () => {
  const provider = await startProvider();
  const verifier = verifierOf(provider.issuer, 1500);
  return {
    verifier,
    user: { userId: '10012345', pin: '48291306', numberOnFile: number },
    withUnverifiedNumber: { userId: '10012346', pin: '71940362' },
    withoutNumber: { userId: '10012347', pin: '60284917' },
    stall: () => {
      provider.state.stall = true;
    },
    breakDown: () => {
      provider.state.cut = true;
    },
    emptySecretsSeen: () => provider.state.emptySecrets,
    close: provider.close,
  };
});

test('a provider that does not offer the password grant is never sent a PIN', async () => {
  const provider = await startProvider({ password: false });
  const verdict = await verifierOf(provider.issuer).verify(new Secret('10012345'), new Secret('48291306'));
  assert.deepEqual(verdict, { verdict: 'cannot_say', reason: 'not_supported' });
  await provider.close();
});
