import { randomBytes, randomUUID } from 'node:crypto';

type Session = {
  readonly username: string;
  readonly access: string;
  readonly refresh: string;
  readonly expiresAt: number;
  revoked: boolean;
};

const tokenSeconds = 300;
const segment = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** Shaped as Cognito's tokens are; nobody checks the signature of a twin's. */
const jwt = (claims: object): string =>
  `${segment({ kid: 'twin', alg: 'RS256' })}.${segment(claims)}.${randomBytes(64).toString('base64url')}`;

/** The sign-ins of a pool, by their tokens. */
export const createSessions = (now: () => number) => {
  const sessions: Session[] = [];
  return {
    begin(username: string, sub: string, clientId: string) {
      const iat = Math.floor(now());
      const common = {
        sub,
        iss: 'https://cognito-idp.twin',
        auth_time: iat,
        iat,
        exp: iat + tokenSeconds,
        jti: randomUUID(),
      };
      const access = jwt({
        ...common,
        token_use: 'access',
        scope: 'aws.cognito.signin.user.admin',
        client_id: clientId,
        username,
      });
      const refresh = randomBytes(48).toString('base64url');
      sessions.push({ username, access, refresh, expiresAt: iat + tokenSeconds, revoked: false });
      return {
        AccessToken: access,
        IdToken: jwt({ ...common, token_use: 'id', aud: clientId, 'cognito:username': username }),
        RefreshToken: refresh,
        ExpiresIn: tokenSeconds,
        TokenType: 'Bearer',
      };
    },
    holder(access: string): Session | 'unknown' | 'revoked' | 'expired' {
      const session = sessions.find((one) => one.access === access);
      if (session === undefined) return 'unknown';
      if (session.revoked) return 'revoked';
      return session.expiresAt <= now() ? 'expired' : session;
    },
    endAll(username: string): void {
      for (const session of sessions) if (session.username === username) session.revoked = true;
    },
    revoke(refresh: string): void {
      for (const session of sessions) if (session.refresh === refresh) session.revoked = true;
    },
    live: (): number => sessions.filter((session) => !session.revoked).length,
  };
};
