import type { Config } from './read.ts';

/** One thing that must not be: what to tell, and when. Each has its own test. */
type Refusal = { readonly tells: string; readonly when: (config: Config) => boolean };

const hasTwilio = (config: Config): boolean =>
  config.twilioAccountSid !== null &&
  config.twilioAuthToken !== null &&
  config.twilioApiKeySid !== null &&
  config.twilioApiKeySecret !== null;

/** Combinations that make no sense or are not safe anywhere. */
const anywhere: readonly Refusal[] = [
  {
    tells: 'VOICEGRANT_PIN_LENGTH below 8 needs VOICEGRANT_PROFILE=legacy-pin',
    when: (config) => config.pinLength < 8 && config.profile !== 'legacy-pin',
  },
  {
    tells: 'VOICEGRANT_CODE_SECONDS must be at most 60 in the strict profile',
    when: (config) => config.profile === 'strict' && config.codeSeconds > 60,
  },
  {
    tells: 'VOICEGRANT_GRACE_SECONDS must be 0 in the strict profile',
    when: (config) => config.profile === 'strict' && config.graceSeconds > 0,
  },
  {
    tells: 'VOICEGRANT_SPOKEN_PIN must be off in the strict profile',
    when: (config) => config.profile === 'strict' && config.spokenPin,
  },
  {
    tells: 'VOICEGRANT_OTHER_NUMBER must not be take in the strict profile',
    when: (config) => config.profile === 'strict' && config.otherNumber === 'take',
  },
  {
    tells: 'VOICEGRANT_CALL_ATTEMPTS must not be less than VOICEGRANT_TX_CODE_ATTEMPTS',
    when: (config) => config.callAttempts < config.txCodeAttempts,
  },
  {
    tells: 'VOICEGRANT_TEXTS_PER_DAY must not be less than VOICEGRANT_TEXTS_PER_HOUR',
    when: (config) => config.textsPerDay < config.textsPerHour,
  },
  {
    tells: 'VOICEGRANT_STORE=postgres needs VOICEGRANT_POSTGRES_URL',
    when: (config) => config.store === 'postgres' && config.postgresUrl === null,
  },
  {
    tells: 'VOICEGRANT_STORE=dynamodb needs VOICEGRANT_DYNAMODB_TABLE',
    when: (config) => config.store === 'dynamodb' && config.dynamodbTable === null,
  },
  {
    tells:
      'VOICEGRANT_MESSAGE=twilio needs VOICEGRANT_TWILIO_ACCOUNT_SID, _AUTH_TOKEN, _API_KEY_SID, _API_KEY_SECRET and _MESSAGING_SERVICE',
    when: (config) => config.message === 'twilio' && (!hasTwilio(config) || config.twilioMessagingService === null),
  },
  {
    tells:
      'VOICEGRANT_TWILIO_VOICE=on needs VOICEGRANT_TWILIO_ACCOUNT_SID, _AUTH_TOKEN, _API_KEY_SID and _API_KEY_SECRET',
    when: (config) => config.twilioVoice && !hasTwilio(config),
  },
  {
    tells: 'VOICEGRANT_IDENTITY=cognito needs VOICEGRANT_COGNITO_API, _CLIENT_ID and _CLIENT_SECRET',
    when: ({ identity, cognitoApi, cognitoClientId, cognitoClientSecret }) =>
      identity === 'cognito' && (cognitoApi === null || cognitoClientId === null || cognitoClientSecret === null),
  },
  {
    tells: 'VOICEGRANT_IDENTITY=oidc needs VOICEGRANT_OIDC_ISSUER and VOICEGRANT_OIDC_CLIENT_ID',
    when: ({ identity, oidcIssuer, oidcClientId }) =>
      identity === 'oidc' && (oidcIssuer === null || oidcClientId === null),
  },
  {
    tells: 'VOICEGRANT_SIGN_IN needs VOICEGRANT_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET',
    when: ({ signIn, oidcIssuer, oidcClientId, oidcClientSecret }) =>
      signIn !== 'never' && (oidcIssuer === null || oidcClientId === null || oidcClientSecret === null),
  },
  {
    tells: 'VOICEGRANT_SIGN_IN needs a directory: VOICEGRANT_IDENTITY=embedded, ldap, or oidc with a preset',
    when: ({ signIn, identity, oidcPreset }) =>
      signIn !== 'never' &&
      identity !== 'embedded' &&
      identity !== 'ldap' &&
      !(identity === 'oidc' && oidcPreset !== 'generic'),
  },
  {
    tells: 'VOICEGRANT_SIGN_IN=always needs VOICEGRANT_DELIVERY=link',
    when: ({ signIn, delivery }) => signIn === 'always' && delivery !== 'link',
  },
  {
    tells: 'VOICEGRANT_IDENTITY=google needs VOICEGRANT_GOOGLE_API_KEY',
    when: ({ identity, googleApiKey }) => identity === 'google' && googleApiKey === null,
  },
  {
    tells: 'VOICEGRANT_IDENTITY=ldap needs VOICEGRANT_LDAP_URL, _BIND_DN, _BIND_SECRET and _BASE_DN',
    when: ({ identity, ldapUrl, ldapBindDn, ldapBindSecret, ldapBaseDn }) =>
      identity === 'ldap' &&
      (ldapUrl === null || ldapBindDn === null || ldapBindSecret === null || ldapBaseDn === null),
  },
  {
    tells: 'VOICEGRANT_LDAP_URL must be ldaps: unless VOICEGRANT_LDAP_START_TLS is on',
    when: ({ identity, ldapUrl, ldapStartTls }) =>
      identity === 'ldap' && !ldapStartTls && /^ldap:\/\/(?!localhost|127\.0\.0\.1)/.test(ldapUrl ?? ''),
  },
  {
    tells: 'VOICEGRANT_CONSOLE_ISSUER, _CLIENT_ID, _CLIENT_SECRET and _ROLE are set together or not at all',
    when: ({ consoleIssuer, consoleClientId, consoleClientSecret, consoleRole }) =>
      new Set([consoleIssuer, consoleClientId, consoleClientSecret, consoleRole].map((one) => one === null)).size > 1,
  },
  {
    tells: 'VOICEGRANT_ACCOUNT=http needs VOICEGRANT_ACCOUNT_URL',
    when: (config) => config.account === 'http' && config.accountUrl === null,
  },
  {
    tells: 'VOICEGRANT_ACCOUNT_TOKEN without VOICEGRANT_ACCOUNT=http would go nowhere',
    when: (config) => config.account !== 'http' && config.accountToken !== null,
  },
];

/** Development's conveniences, refused where others can reach them (threat T-61). */
const production: readonly Refusal[] = [
  {
    tells: 'VOICEGRANT_STORE=memory forgets locks and attempts; choose another in production',
    when: (config) => config.store === 'memory',
  },
  {
    tells: 'VOICEGRANT_MESSAGE=outbox shows every text to anyone; choose another in production',
    when: (config) => config.message === 'outbox',
  },
  {
    tells: 'VOICEGRANT_ACCOUNT=demo is made up; choose another in production',
    when: (config) => config.account === 'demo',
  },
  {
    tells: 'VOICEGRANT_ACCOUNT=http needs VOICEGRANT_ACCOUNT_TOKEN in production',
    when: (config) => config.account === 'http' && config.accountToken === null,
  },
  {
    tells: 'VOICEGRANT_ACCOUNT_URL must begin with https:// in production',
    when: (config) => config.accountUrl?.startsWith('http:') ?? false,
  },
  {
    tells: 'VOICEGRANT_CONSOLE_ISSUER must begin with https:// in production',
    when: (config) => config.consoleIssuer?.startsWith('http:') ?? false,
  },
  {
    tells: 'VOICEGRANT_COGNITO_API must begin with https:// in production',
    when: (config) => config.cognitoApi?.startsWith('http:') ?? false,
  },
  {
    tells: 'VOICEGRANT_OIDC_ISSUER and _DIRECTORY must begin with https:// in production',
    when: (config) => [config.oidcIssuer, config.oidcDirectory].some((origin) => origin?.startsWith('http:')),
  },
  {
    tells: 'VOICEGRANT_TWILIO_API and _LOOKUPS must begin with https:// in production',
    when: (config) => [config.twilioApi, config.twilioLookups].some((origin) => origin.startsWith('http:')),
  },
  {
    tells: 'VOICEGRANT_HANDSET must be off in production: it answers to anyone as any caller',
    when: (config) => config.handset,
  },
  {
    tells: 'VOICEGRANT_VERDICT_FLOOR_MS must be at least 1000 in production',
    when: (config) => config.verdictFloorMs < 1000,
  },
  {
    tells: 'VOICEGRANT_CALLED_NUMBER must not be a number reserved for examples in production',
    when: (config) => /^\+1\d{3}55501\d\d$/.test(config.calledNumber ?? ''),
  },
];

/** Every refusal these settings meet, as sentences. */
export const refusals = (config: Config): string[] =>
  [...anywhere, ...(config.production ? production : [])]
    .filter((refusal) => refusal.when(config))
    .map((refusal) => refusal.tells);

/** Every refusal there is, in words, for the documentation. */
export const everyRefusal = (): { readonly anywhere: readonly string[]; readonly production: readonly string[] } => ({
  anywhere: anywhere.map((refusal) => refusal.tells),
  production: production.map((refusal) => refusal.tells),
});
