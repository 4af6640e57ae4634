import type { Capabilities } from '../capabilities.ts';

/** What this adapter can do. */
export const cognitoCapabilities: Capabilities = {
  is: 'An Amazon Cognito user pool, through `USER_PASSWORD_AUTH` of an app client with a secret.',
  chooseWhen: 'the bot runs on Amazon Connect, and best with a pool of its own whose password is the PIN.',
  costs: [
    'The PIN is the password of that pool: whoever hears it can sign in wherever the pool is accepted.',
    'Cognito locks for seconds after five failures and nobody can configure it, so strangers get two tries and wait.',
    'Standing is known only at the PIN: a person disabled in the pool during a call finishes that call unless locked here.',
  ],
  numberVerified: 'marked',
  numberBeforePin: false,
  standing: false,
  decoy: 'nobody',
  signIn: null,
  tellsLocks: true,
  tellsMoreFactors: true,
  tokens: 'revoked',
  accountHandle: 'attribute or derived',
  // docs.aws.amazon.com/cognito, "Authentication: lockout behavior for failed sign-in attempts".
  lockout: { failures: 5, quietSeconds: 900 },
  checkedAgainst: "a fake made from Amazon's documented answers",
};
