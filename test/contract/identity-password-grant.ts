// oidc-provider, a certified OpenID provider by others, configured with a password grant.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export type Account = {
  readonly pin: string;
  readonly phone?: string;
  readonly verified?: boolean;
  readonly locked?: boolean;
};

/** Starts it on a free port of loopback; without `password` it offers no such grant. */
export const startPasswordGrant = async (
  people: Readonly<Record<string, Account>>,
  options: { readonly password?: boolean } = {},
) => {
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
