import { neighbourProblem } from './address.ts';
import { oneOf, onOff, optionalText, secret, text } from './kinds.ts';

const like = (shape: RegExp, problem: string) => (given: string) => (shape.test(given) ? null : problem);
const attribute = like(/^[A-Za-z][\w:.;-]{0,63}$/, 'must be the name of an attribute');
const directory = like(/^ldaps?:\/\/[\w.[\]:-]+$/, 'must be ldaps://host or ldap://host, with a port if need be');

/** Which identity provider checks id and PIN, and what each needs; part of the one table of settings. */
export const identitySettings = {
  identity: oneOf('VOICEGRANT_IDENTITY', ['embedded', 'cognito', 'oidc', 'google', 'ldap'], {
    fallback: 'embedded',
    says: 'Identity provider that checks id and PIN.',
  }),
  signIn: oneOf('VOICEGRANT_SIGN_IN', ['never', 'when_needed', 'always'], {
    fallback: 'never',
    says: "Callers sign in at the OpenID provider's own login on their screen: `always` instead of a PIN, `when_needed` where the provider takes no PIN for their account.",
  }),
  signInClaim: optionalText('VOICEGRANT_SIGN_IN_CLAIM', 'a claim', attribute, {
    fallback: null,
    says: 'Claim of the ID token that must name whom the directory has for the user id; the subject unless given.',
  }),
  identityLockout: text(
    'VOICEGRANT_IDENTITY_LOCKOUT',
    '`provider`, `none` or failures/seconds',
    like(
      /^(provider|none|([3-9]|[1-9]\d)\/[1-9]\d{1,6})$/,
      'must be provider, none, or failures/seconds such as 10/1800',
    ),
    {
      fallback: 'provider',
      says: 'After how many failures the provider itself locks an account, and how long it counts them; fewer are sent to it. `provider` takes what docs/identity.md lists.',
    },
  ),
  cognitoApi: optionalText('VOICEGRANT_COGNITO_API', 'an origin', neighbourProblem, {
    fallback: null,
    says: 'Where Amazon Cognito is, such as `https://cognito-idp.eu-west-1.amazonaws.com`.',
  }),
  cognitoClientId: optionalText(
    'VOICEGRANT_COGNITO_CLIENT_ID',
    'an app client id',
    like(/^[\w+]{1,128}$/, 'must be the id of an app client'),
    { fallback: null, says: 'The app client of the user pool; it must allow `USER_PASSWORD_AUTH`.' },
  ),
  cognitoClientSecret: secret('VOICEGRANT_COGNITO_CLIENT_SECRET', 'a secret', 'The secret of that app client.'),
  cognitoAccountAttribute: optionalText('VOICEGRANT_COGNITO_ACCOUNT_ATTRIBUTE', 'an attribute', attribute, {
    fallback: null,
    says: 'Attribute with the account handle of the system of record, such as `custom:account`; else one is derived.',
  }),
  cognitoSignOut: onOff('VOICEGRANT_COGNITO_SIGN_OUT', {
    fallback: false,
    says: 'Also ends every other session of the caller in the pool; off for a pool that other programs share.',
  }),
  oidcIssuer: optionalText('VOICEGRANT_OIDC_ISSUER', 'an address', neighbourProblem, {
    fallback: null,
    says: 'Issuer of the OpenID provider; it must offer the password grant.',
  }),
  oidcClientId: optionalText(
    'VOICEGRANT_OIDC_CLIENT_ID',
    'a client id',
    like(/^[\x21-\x7e]{1,200}$/, 'must be the id of a client'),
    { fallback: null, says: 'Our client at the OpenID provider.' },
  ),
  oidcClientSecret: secret(
    'VOICEGRANT_OIDC_CLIENT_SECRET',
    'a secret',
    'Authenticates our client at the OpenID provider.',
  ),
  oidcPreset: oneOf('VOICEGRANT_OIDC_PRESET', ['generic', 'entra', 'keycloak'], {
    fallback: 'generic',
    says: 'How the OpenID provider words its refusals.',
  }),
  oidcAccountClaim: optionalText('VOICEGRANT_OIDC_ACCOUNT_CLAIM', 'a claim', attribute, {
    fallback: null,
    says: 'Claim with the account handle of the system of record.',
  }),
  oidcDirectory: optionalText('VOICEGRANT_OIDC_DIRECTORY', 'an address', neighbourProblem, {
    fallback: null,
    says: "Where the provider's directory is asked for the number on file; what the preset says unless given.",
  }),
  googleApiKey: secret('VOICEGRANT_GOOGLE_API_KEY', 'a key', 'Names the Identity Platform project.'),
  googleEmailDomain: text(
    'VOICEGRANT_GOOGLE_EMAIL_DOMAIN',
    '`@domain`',
    like(/^@[a-z0-9.-]{3,80}$/, 'must be @ and a domain'),
    { fallback: '@callers.invalid', says: 'Completes a user id to the e-mail form Identity Platform knows.' },
  ),
  googleTenant: optionalText('VOICEGRANT_GOOGLE_TENANT', 'a tenant id', like(/^[\w-]{1,64}$/, 'must be a tenant id'), {
    fallback: null,
    says: 'The Identity Platform tenant, where there are several.',
  }),
  ldapUrl: optionalText('VOICEGRANT_LDAP_URL', 'an address', directory, {
    fallback: null,
    says: 'The directory; `ldap:` only with StartTLS.',
  }),
  ldapStartTls: onOff('VOICEGRANT_LDAP_START_TLS', {
    fallback: false,
    says: 'Turns an `ldap:` connection into a TLS one first.',
  }),
  ldapBindDn: optionalText('VOICEGRANT_LDAP_BIND_DN', 'a name', () => null, {
    fallback: null,
    says: 'The service account that searches.',
  }),
  ldapBindSecret: secret('VOICEGRANT_LDAP_BIND_SECRET', 'a secret', 'The secret of the service account.'),
  ldapBaseDn: optionalText('VOICEGRANT_LDAP_BASE_DN', 'a name', () => null, {
    fallback: null,
    says: 'Where the search begins.',
  }),
  ldapUserAttribute: text('VOICEGRANT_LDAP_USER_ATTRIBUTE', 'an attribute', attribute, {
    fallback: 'sAMAccountName',
    says: 'Attribute that holds the user id.',
  }),
  ldapSubjectAttribute: text('VOICEGRANT_LDAP_SUBJECT_ATTRIBUTE', 'an attribute', attribute, {
    fallback: 'objectGUID',
    says: 'Attribute that names an entry for ever; `entryUUID` in OpenLDAP.',
  }),
  ldapPhoneAttribute: text('VOICEGRANT_LDAP_PHONE_ATTRIBUTE', 'an attribute', attribute, {
    fallback: 'mobile',
    says: 'Attribute with the number texts go to.',
  }),
  ldapSignInAttribute: text('VOICEGRANT_LDAP_SIGN_IN_ATTRIBUTE', 'an attribute', attribute, {
    fallback: 'userPrincipalName',
    says: 'Attribute that holds what the login answers with, for callers who sign in on their own screen.',
  }),
  ldapCa: optionalText(
    'VOICEGRANT_LDAP_CA',
    'a PEM certificate',
    like(/^-----BEGIN CERTIFICATE-----/, 'must be a PEM certificate'),
    {
      fallback: null,
      says: "The directory's own certificate authority.",
    },
  ),
};
