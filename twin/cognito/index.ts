// In: requests of Amazon Cognito's JSON 1.1 protocol. Out: what Cognito answers, by name, status and wording.
// The behaviour follows the documentation of the user pools API; what no documentation says is marked UNVERIFIED below.
// Must never: be gentler than Cognito. SECRET_HASH is checked, wrong PINs lock, tokens can be revoked.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPinLocks } from './pin-locks.ts';
import { createSessions } from './sessions.ts';

export type CognitoUser = {
  readonly username: string;
  readonly password: string;
  /** Sign-in names beside the username, where the pool has alias attributes. */
  readonly aliases?: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly enabled?: boolean;
  readonly status?: 'CONFIRMED' | 'UNCONFIRMED' | 'RESET_REQUIRED' | 'FORCE_CHANGE_PASSWORD';
  /** Asked for after the right password. */
  readonly challenge?: string;
};

export type CognitoPool = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly users: readonly CognitoUser[];
  readonly now: () => number;
  /** `LEGACY` is what the API gives unless it is told otherwise. */
  readonly preventUserExistenceErrors?: 'ENABLED' | 'LEGACY';
  readonly enableTokenRevocation?: boolean;
  /** Sign-ins a second before `TooManyRequestsException`; 120 by default. */
  readonly perSecond?: number;
};

/** One message of the protocol, without a socket. */
export type Wire = { readonly status: number; readonly headers: Record<string, string>; readonly body: string };

const media = 'application/x-amz-json-1.1';

/** A refusal, thrown on the way and put on the wire in one place. */
class Refusal extends Error {
  readonly type: string;
  readonly status: number;
  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

type Body = { readonly [name: string]: unknown };
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A user pool with one app client. `handle` answers one request; `open` serves it on a socket for an SDK. */
export const createCognito = (pool: CognitoPool) => {
  const locks = createPinLocks(pool.now);
  const sessions = createSessions(pool.now);
  const subs = new Map(pool.users.map((user) => [user.username, user.attributes.sub ?? randomUUID()]));
  let second = 0;
  let inSecond = 0;
  const seen: { readonly operation: string; readonly password: string }[] = [];
  const overrides: ((operation: string) => Wire | null)[] = [];

  const find = (name: string): CognitoUser | undefined => {
    const given = name.toLowerCase();
    return pool.users.find((user) =>
      [user.username, ...(user.aliases ?? [])].some((one) => one.toLowerCase() === given),
    );
  };

  const throttle = (): void => {
    const now = Math.floor(pool.now());
    inSecond = now === second ? inSecond + 1 : 1;
    second = now;
    if (inSecond > (pool.perSecond ?? 120)) throw new Refusal('TooManyRequestsException', 'Rate exceeded', 429);
  };

  const client = (body: Body): void => {
    if (body.ClientId !== pool.clientId) {
      throw new Refusal('ResourceNotFoundException', `User pool client ${text(body.ClientId)} does not exist.`);
    }
  };

  const secretHash = (username: string, given: unknown): void => {
    if (given === undefined) {
      const message = `Client ${pool.clientId} is configured with secret but SECRET_HASH was not received`;
      throw new Refusal('NotAuthorizedException', message);
    }
    const want = createHmac('sha256', pool.clientSecret).update(`${username}${pool.clientId}`).digest();
    const got = Buffer.from(text(given), 'base64');
    if (got.length !== want.length || !timingSafeEqual(got, want)) {
      throw new Refusal('NotAuthorizedException', `Unable to verify secret hash for client ${pool.clientId}`);
    }
  };

  const initiateAuth = (body: Body): Body => {
    throttle();
    client(body);
    if (body.AuthFlow !== 'USER_PASSWORD_AUTH') {
      throw new Refusal('InvalidParameterException', `${text(body.AuthFlow)} flow not enabled for this client`);
    }
    const given = (body.AuthParameters ?? {}) as Body;
    const [username, password] = [text(given.USERNAME), text(given.PASSWORD)];
    if (username === '') throw new Refusal('InvalidParameterException', 'Missing required parameter USERNAME');
    if (password === '') throw new Refusal('InvalidParameterException', 'Missing required parameter PASSWORD');
    secretHash(username, given.SECRET_HASH);
    const user = find(username);
    if (user === undefined) {
      if (pool.preventUserExistenceErrors === 'ENABLED') {
        throw new Refusal('NotAuthorizedException', 'Incorrect username or password.');
      }
      throw new Refusal('UserNotFoundException', 'User does not exist.');
    }
    // UNVERIFIED: that a disabled user is told before the password is compared.
    if (user.enabled === false) throw new Refusal('NotAuthorizedException', 'User is disabled.');
    if (locks.locked(user.username)) throw new Refusal('NotAuthorizedException', 'Password attempts exceeded');
    seen.push({ operation: 'InitiateAuth', password });
    if (password !== user.password) {
      locks.failed(user.username);
      throw new Refusal('NotAuthorizedException', 'Incorrect username or password.');
    }
    locks.succeeded(user.username);
    if (user.status === 'RESET_REQUIRED') {
      throw new Refusal('PasswordResetRequiredException', 'Password reset required for the user');
    }
    if (user.status === 'UNCONFIRMED') throw new Refusal('UserNotConfirmedException', 'User is not confirmed.');
    const challenge = user.status === 'FORCE_CHANGE_PASSWORD' ? 'NEW_PASSWORD_REQUIRED' : user.challenge;
    const sub = subs.get(user.username)!;
    if (challenge !== undefined) {
      return {
        ChallengeName: challenge,
        Session: randomUUID(),
        ChallengeParameters: { USER_ID_FOR_SRP: user.username },
      };
    }
    return { ChallengeParameters: {}, AuthenticationResult: sessions.begin(user.username, sub, pool.clientId) };
  };

  const signedIn = (body: Body): string => {
    const found = sessions.holder(text(body.AccessToken));
    if (found === 'unknown') throw new Refusal('NotAuthorizedException', 'Invalid Access Token');
    if (found === 'revoked') throw new Refusal('NotAuthorizedException', 'Access Token has been revoked');
    if (found === 'expired') throw new Refusal('NotAuthorizedException', 'Access Token has expired');
    return found.username;
  };

  const operations: Readonly<Record<string, (body: Body) => Body | null>> = {
    InitiateAuth: initiateAuth,
    GetUser(body) {
      const username = signedIn(body);
      const user = pool.users.find((one) => one.username === username)!;
      const all = { ...user.attributes, sub: subs.get(username)! };
      return { Username: username, UserAttributes: Object.entries(all).map(([Name, Value]) => ({ Name, Value })) };
    },
    GlobalSignOut(body) {
      sessions.endAll(signedIn(body));
      return {};
    },
    RevokeToken(body) {
      client(body);
      if (body.ClientSecret !== pool.clientSecret) {
        throw new Refusal('NotAuthorizedException', 'Invalid client secret.');
      }
      if (pool.enableTokenRevocation === false) {
        throw new Refusal('UnsupportedOperationException', 'Revoke Token is disabled for this client');
      }
      // RFC 7009 §2.2: a token nobody knows is a token that is revoked.
      sessions.revoke(text(body.Token));
      return null;
    },
  };

  const answer = (target: string, body: string): Wire => {
    const operation = target.replace(/^AWSCognitoIdentityProviderService\./, '');
    const forced = overrides.map((one) => one(operation)).find((one) => one !== null);
    if (forced !== undefined && forced !== null) return forced;
    try {
      const run = operations[operation];
      if (run === undefined) throw new Refusal('UnknownOperationException', 'Unknown operation');
      const result = run(JSON.parse(body) as Body);
      return { status: 200, headers: { 'content-type': media }, body: result === null ? '' : JSON.stringify(result) };
    } catch (error) {
      return error instanceof Refusal
        ? refused(error.type, error.message, error.status)
        : refused('SerializationException', '');
    }
  };

  return {
    answer,
    /** Passwords that reached the comparison. */
    seen: seen as readonly { readonly operation: string; readonly password: string }[],
    /** Sign-ins whose tokens still work somewhere. */
    liveSessions: sessions.live,
    /** From here on `say` may answer in the place of an operation. */
    instead: (say: (operation: string) => Wire | null): void => void overrides.push(say),
    /** The pool as a `fetch`, without a socket. */
    fetch: async (_url: unknown, init?: { readonly headers?: unknown; readonly body?: unknown }): Promise<Response> => {
      const told = answer(new Headers(init?.headers as never).get('x-amz-target') ?? '', String(init?.body ?? ''));
      return new Response(told.body, { status: told.status, headers: told.headers });
    },
    /** Serves the pool on a free port of this machine. */
    async open(): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const told = answer(String(request.headers['x-amz-target']), Buffer.concat(chunks).toString('utf8'));
          response.writeHead(told.status, told.headers).end(told.body);
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const close = () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections());
      return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
    },
  };
};

/** A refusal as Cognito puts it on the wire. */
export const refused = (type: string, message: string, status = 400): Wire => ({
  status,
  headers: { 'content-type': media, 'x-amzn-errortype': type, 'x-amzn-errormessage': message },
  body: JSON.stringify({ __type: type, message }),
});
