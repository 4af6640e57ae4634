// A login provider to sign in at: oidc-provider, a certified OpenID provider by others, with one plain form.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export type LoginPerson = { readonly sub: string; readonly username: string; readonly password: string };

/** A provider that runs. `state` is what it has seen and how it behaves. */
export type LoginTwin = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly state: { logins: number; down: boolean };
  close(): Promise<void>;
};

const form = (uid: string) =>
  `<!doctype html><meta charset="utf-8"><title>Log in</title><form method="post" action="/interaction/${uid}">
<label>User name <input name="username" autocomplete="off"></label><label>Password <input name="password" type="password"></label>
<button name="do" value="login">Log in</button><button name="do" value="cancel">Cancel</button></form>`;

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
};

/** Starts one on a free port of loopback, for one client that comes back to `/login/callback` at any port of it. */
export const startLoginTwin = async (people: readonly LoginPerson[]): Promise<LoginTwin> => {
  const state = { logins: 0, down: false };
  const [clientId, clientSecret] = ['voicegrant', 'kP3xV9qLm2Zt7RwYb5Nc'];
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
  const server: Server = createServer((request, response) => {
    if (state.down) return void request.socket.destroy();
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { warn } = console;
  console.warn = () => undefined;
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: clientId, client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_post' },
        ...{ grant_types: ['authorization_code'], response_types: ['code'] },
        redirect_uris: ['http://localhost/login/callback'],
      },
    ],
    pkce: { required: () => true },
    findAccount: async (_context: unknown, id: string) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 60, IdToken: 60 },
    features: { devInteractions: { enabled: false } },
    // A login is all that is asked of anybody here.
    loadExistingGrant: async (context: {
      oidc: { client: { clientId: string }; session: { accountId: string }; provider: Provider };
    }) => {
      const { client, session, provider: owner } = context.oidc;
      const grant = new owner.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  } as unknown as ConstructorParameters<typeof Provider>[1]);
  // The port of a server that is started for a test is known only later.
  provider.Client.prototype.redirectUriAllowed = (uri: string) => /^http:\/\/localhost:\d+\/login\/callback$/.test(uri);
  console.warn = warn;
  const callback = provider.callback();
  handle = async (request, response) => {
    const uid = /^\/interaction\/([\w-]+)$/.exec(request.url ?? '')?.[1];
    if (uid === undefined) return callback(request, response);
    const show = () => response.setHeader('content-type', 'text/html').end(form(uid));
    if (request.method !== 'POST') return show();
    const body = await bodyOf(request);
    const person = people.find((one) => one.username === body.get('username') && one.password === body.get('password'));
    if (body.get('do') === 'cancel') {
      return provider.interactionFinished(request, response, { error: 'access_denied' });
    }
    if (person === undefined) return show();
    state.logins += 1;
    return provider.interactionFinished(request, response, { login: { accountId: person.sub, amr: ['pwd', 'otp'] } });
  };
  return {
    ...{ issuer, clientId, clientSecret, state },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
