import { neighbourProblem } from './address.ts';
import { optionalText, secret, text } from './kinds.ts';

const like = (shape: RegExp, problem: string) => (given: string) => (shape.test(given) ? null : problem);

/** Who may look at the console in production; part of the one table of settings. */
export const consoleSettings = {
  consoleIssuer: optionalText('VOICEGRANT_CONSOLE_ISSUER', 'an address', neighbourProblem, {
    fallback: null,
    says: 'Issuer of the OpenID provider that operators log in at; without it the console is absent in production.',
  }),
  consoleClientId: optionalText(
    'VOICEGRANT_CONSOLE_CLIENT_ID',
    'a client id',
    like(/^[\x21-\x7e]{1,200}$/, 'must be the id of a client'),
    { fallback: null, says: 'Our client there; its one redirect address is `<VOICEGRANT_ISSUER>/console/callback`.' },
  ),
  consoleClientSecret: secret('VOICEGRANT_CONSOLE_CLIENT_SECRET', 'a secret', 'Authenticates that client.'),
  consoleRole: optionalText(
    'VOICEGRANT_CONSOLE_ROLE',
    'a role',
    like(/^[\x21-\x7e]{1,100}$/, 'must be the name of a role'),
    { fallback: null, says: 'Role an operator must have.' },
  ),
  consoleRoleClaim: text(
    'VOICEGRANT_CONSOLE_ROLE_CLAIM',
    'a claim',
    like(/^[\w:/-]+(\.[\w:/-]+)*$/, 'must be the name of a claim'),
    {
      fallback: 'roles',
      says: 'Claim of the ID token that lists roles; a dot goes one level down, as in `realm_access.roles`.',
    },
  ),
};
