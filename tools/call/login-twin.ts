import type { Step } from './parse.ts';

/** Whose login: the demo caller's own, or that of somebody else. */
export type Whose = 'caller' | 'somebody else';

/** What each types at the twin. Their `sub` is the one the demo callers sign in as. */
export const logins = {
  caller: { sub: 'maria', username: 'maria', password: 'only for the demo' },
  'somebody else': { sub: 'james', username: 'james', password: 'only for the demo' },
} as const;

export const signsIn = (steps: readonly Step[]): boolean => steps.some(({ action }) => action.kind === 'page signs in');

/** The provider that callers sign in at, and the settings of a server that sends them there. */
export const openLogin = async () => {
  // Its provider is a package for development: an installed `voicegrant call` does without, until a file signs in.
  const { startLoginTwin } = await import('../../twin/oidc/index.ts');
  const twin = await startLoginTwin(Object.values(logins));
  return {
    environment: {
      VOICEGRANT_SIGN_IN: 'always',
      VOICEGRANT_OIDC_ISSUER: twin.issuer,
      VOICEGRANT_OIDC_CLIENT_ID: twin.clientId,
      VOICEGRANT_OIDC_CLIENT_SECRET: twin.clientSecret,
    },
    close: twin.close,
  };
};
