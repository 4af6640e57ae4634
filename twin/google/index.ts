// A faithful fake of Google Identity Platform's two methods, made from their documented answers:
// cloud.google.com/identity-platform/docs/reference/rest/v1/accounts/signInWithPassword and …/accounts/lookup.
// UNVERIFIED there: the exact list of `error.message` codes; the adapter takes any code it does not know for "cannot say".
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type GoogleUser = {
  readonly email: string;
  readonly password: string;
  readonly localId: string;
  readonly phoneNumber?: string;
  readonly disabled?: boolean;
  readonly mfa?: boolean;
};

/** What goes wrong next, for as long as it is set. */
export type Trouble = 'none' | 'stall' | 'nonsense' | 'huge' | 'redirect' | 'error500' | 'throttle' | 'cut';

const read = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
};

/** Starts the fake on a free port of loopback. `emptySecrets` counts sign-ins that carried no password. */
export const startFakeGoogle = async (apiKey: string, users: readonly GoogleUser[]) => {
  const state = { trouble: 'none' as Trouble, emptySecrets: 0 };
  const server = createServer(async (request, response) => {
    const body = await read(request);
    const answer = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(value));
    const fail = (status: number, message: string) => answer(status, { error: { code: status, message, errors: [] } });
    switch (state.trouble) {
      case 'stall':
        return;
      case 'cut':
        return void request.socket.destroy();
      case 'nonsense':
        return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>welcome</html>');
      case 'huge':
        return void response.writeHead(200).end('{"localId":"x","idToken":"y","pad":"'.padEnd(10_000_000, 'x'));
      case 'redirect':
        return void response.writeHead(302, { location: '/elsewhere' }).end();
      case 'error500':
        return void fail(500, 'INTERNAL');
      case 'throttle':
        return void fail(400, 'TOO_MANY_ATTEMPTS_TRY_LATER : Access to this account has been temporarily disabled');
      case 'none':
    }
    if (request.headers['x-goog-api-key'] !== apiKey) return void fail(400, 'API_KEY_INVALID');
    if (request.url === '/v1/accounts:lookup') {
      const user = users.find(({ localId }) => `token-of-${localId}` === body.idToken);
      return void (user === undefined
        ? fail(400, 'INVALID_ID_TOKEN')
        : answer(200, {
            users: [
              {
                localId: user.localId,
                email: user.email,
                ...(user.phoneNumber === undefined ? {} : { phoneNumber: user.phoneNumber }),
              },
            ],
          }));
    }
    if (body.password === '' || body.password === undefined) state.emptySecrets += 1;
    const user = users.find(({ email }) => email === body.email);
    // With e-mail enumeration protection, unknown and wrong are one code.
    if (user === undefined || user.password !== body.password) return void fail(400, 'INVALID_LOGIN_CREDENTIALS');
    if (user.disabled === true) return void fail(400, 'USER_DISABLED');
    if (user.mfa === true) {
      return void answer(200, {
        localId: user.localId,
        mfaPendingCredential: 'pending',
        mfaInfo: [{ mfaEnrollmentId: '1' }],
      });
    }
    answer(200, {
      localId: user.localId,
      idToken: `token-of-${user.localId}`,
      refreshToken: 'r',
      expiresIn: '3600',
      registered: true,
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    state,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
