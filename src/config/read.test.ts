import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, Secret } from '#core';
import { type Environment, everyRefusal, listeningOn, readConfig, settings } from './index.ts';

const production: Environment = {
  VOICEGRANT_ISSUER: 'https://confirm.acme.example',
  VOICEGRANT_BRAND: 'Acme Mutual',
  VOICEGRANT_CALLED_NUMBER: '+442079460000',
  VOICEGRANT_KEYRING_FILE: '/run/secrets/keyring.json',
  VOICEGRANT_TEXT_COUNTRIES: '+44,+353',
  VOICEGRANT_MESSAGE: 'sns',
  VOICEGRANT_ACCOUNT: 'http',
  VOICEGRANT_ACCOUNT_URL: 'https://accounts.acme.example/v1',
  VOICEGRANT_ACCOUNT_TOKEN: 'kP3xV9qLm2Zt7RwYb5Nc',
};

const problemsOf = (env: Environment): readonly string[] => {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
};

const key = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};
const client = (jwk: object) => JSON.stringify([{ client_id: 'core-banking', jwks: { keys: [jwk] } }]);

const login = {
  VOICEGRANT_SIGN_IN: 'always',
  VOICEGRANT_OIDC_ISSUER: 'https://login.acme.example',
  VOICEGRANT_OIDC_CLIENT_ID: 'voicegrant',
  VOICEGRANT_OIDC_CLIENT_SECRET: 'kP3xV9qLm2Zt7RwYb5Nc',
};

/** What is set beside nothing (development), and what the problem says. */
const refusedAnywhere: readonly (readonly [Environment, string])[] = [
  [{ PORT: '80a' }, 'PORT must be a whole number'],
  [{ PORT: '-1' }, 'PORT must be a whole number'],
  [{ PORT: '70000' }, 'PORT must be a whole number'],
  [{ VOICEGRANT_HOST: 'http://x/' }, 'VOICEGRANT_HOST must be'],
  [{ VOICEGRANT_ISSUER: 'confirm.acme.example' }, 'VOICEGRANT_ISSUER must be an address'],
  [{ VOICEGRANT_ISSUER: 'ftp://confirm.acme.example' }, 'must begin with https://'],
  [{ VOICEGRANT_ISSUER: 'http://confirm.acme.example' }, 'must begin with https:// unless it is localhost'],
  [{ VOICEGRANT_ISSUER: 'http://192.168.1.20:8420' }, 'must begin with https:// unless it is localhost'],
  [{ VOICEGRANT_ISSUER: 'https://confirm.acme.example/' }, 'no final slash'],
  [{ VOICEGRANT_ISSUER: 'https://acme.example/confirm' }, 'no path'],
  [{ VOICEGRANT_ISSUER: 'https://acme.example?x=1' }, 'must not have a query'],
  [{ VOICEGRANT_ISSUER: 'https://acme.example#x' }, 'must not have a fragment'],
  [{ VOICEGRANT_ISSUER: 'https://me:pw@acme.example' }, 'must not hold a user name'],
  [{ VOICEGRANT_ISSUER: 'https://ACME.example' }, 'plain form'],
  [{ VOICEGRANT_ISSUER: 'https://acme.example:443' }, 'plain form'],
  [{ VOICEGRANT_ISSUER: 'https://аcme.example' }, 'ASCII'],
  [{ VOICEGRANT_ISSUER: 'https://xn--cme-8cd.example' }, 'internationalised'],
  [{ VOICEGRANT_ISSUER: 'https://203.0.113.9' }, 'bare IP address'],
  [{ VOICEGRANT_ISSUER: 'https://[2001:db8::1]' }, 'bare IP address'],
  [{ VOICEGRANT_ISSUER: 'https://intranet' }, 'full host name'],
  [{ VOICEGRANT_ISSUER: 'https://my_host.example' }, 'letters, digits, dashes and dots'],
  [{ VOICEGRANT_ISSUER: 'https://bit.ly' }, 'shortener'],
  [{ VOICEGRANT_ISSUER: 'https://go.rebrand.ly' }, 'shortener'],
  [{ VOICEGRANT_ISSUER: `https://${'a'.repeat(50)}.example` }, 'at most 48 characters'],
  [{ VOICEGRANT_TRUSTED_PROXY: 'proxy.internal' }, 'IP addresses'],
  [{ VOICEGRANT_TRUSTED_PROXY: '0.0.0.0/0' }, 'width of a range'],
  [{ VOICEGRANT_LOG: 'yes' }, 'VOICEGRANT_LOG must be on or off'],
  [{ VOICEGRANT_PROFILE: 'lax' }, 'must be one of default, strict, legacy-pin'],
  [{ VOICEGRANT_STORE: 'redis' }, 'must be one of'],
  [{ VOICEGRANT_STORE: 'postgres' }, 'needs VOICEGRANT_POSTGRES_URL'],
  [{ VOICEGRANT_STORE: 'dynamodb' }, 'needs VOICEGRANT_DYNAMODB_TABLE'],
  [{ VOICEGRANT_STORE: 'dynamodb', VOICEGRANT_DYNAMODB_TABLE: 'a b' }, 'table name'],
  [{ VOICEGRANT_BRAND: 'The Amalgamated Insurance Company' }, 'at most 24'],
  [{ VOICEGRANT_BRAND: 'Acme 🏦' }, 'plain text message'],
  [{ VOICEGRANT_CONSOLE_ISSUER: 'https://login.acme.example' }, 'set together or not at all'],
  [{ VOICEGRANT_CONSOLE_ROLE: 'operator', VOICEGRANT_CONSOLE_CLIENT_ID: 'console' }, 'set together or not at all'],
  [{ VOICEGRANT_BRAND_COLOUR: 'blue' }, 'must be a colour such as'],
  [{ VOICEGRANT_BRAND_COLOUR: '#ffcc00' }, 'the nearest that passes is #8e7200'],
  [{ VOICEGRANT_CALLED_NUMBER: '0800 123' }, 'E.164'],
  [{ VOICEGRANT_LANGUAGES: 'en,fr' }, 'of en, es'],
  [{ VOICEGRANT_LANGUAGES: 'en,en' }, 'each at most once'],
  [{ VOICEGRANT_PIN_LENGTH: '4' }, 'from 6 to 12'],
  [{ VOICEGRANT_PIN_LENGTH: '6' }, 'needs VOICEGRANT_PROFILE=legacy-pin'],
  [{ VOICEGRANT_CODE_SECONDS: '601' }, 'from 30 to 600'],
  [{ VOICEGRANT_PROFILE: 'strict', VOICEGRANT_CODE_SECONDS: '300' }, 'at most 60 in the strict profile'],
  [{ VOICEGRANT_PROFILE: 'strict', VOICEGRANT_GRACE_SECONDS: '5' }, 'must be 0 in the strict profile'],
  [{ VOICEGRANT_PROFILE: 'strict', VOICEGRANT_SPOKEN_PIN: 'on' }, 'must be off in the strict profile'],
  [{ VOICEGRANT_PROFILE: 'strict', VOICEGRANT_OTHER_NUMBER: 'take' }, 'must not be take in the strict profile'],
  [{ VOICEGRANT_TX_CODE_ATTEMPTS: '0' }, 'from 1 to 10'],
  [{ VOICEGRANT_TX_CODE_ATTEMPTS: '11' }, 'from 1 to 10'],
  [{ VOICEGRANT_CALL_ATTEMPTS: '3' }, 'not be less than VOICEGRANT_TX_CODE_ATTEMPTS'],
  [{ VOICEGRANT_TOKEN_SECONDS: '3600' }, 'from 60 to 300'],
  [{ VOICEGRANT_LEASE_SECONDS: '5' }, 'from 10 to 60'],
  [{ VOICEGRANT_GRACE_SECONDS: '120' }, 'from 0 to 60'],
  [{ VOICEGRANT_CLIENTS: '{' }, 'must be JSON'],
  [{ VOICEGRANT_CLIENTS: '{}' }, 'must be a JSON list'],
  [{ VOICEGRANT_CLIENTS: '[{"client_id":"x"}]' }, 'at least one key'],
  [{ VOICEGRANT_CLIENTS: client({ ...key, d: key.x }) }, 'public keys only'],
  [{ VOICEGRANT_CLIENTS: client({ kty: 'oct', k: key.x }) }, 'public keys only'],
  [{ VOICEGRANT_CLIENTS: client({ kty: 'RSA', n: key.x, e: 'AQAB' }) }, 'P-256 keys only'],
  [{ VOICEGRANT_MESSAGE: 'twilio' }, 'needs VOICEGRANT_TWILIO_ACCOUNT_SID'],
  [{ VOICEGRANT_TWILIO_ACCOUNT_SID: 'AC12' }, '32 hexadecimal'],
  [{ VOICEGRANT_TWILIO_AUTH_TOKEN: 'short' }, 'at least 16'],
  [{ VOICEGRANT_TWILIO_VOICE: 'on' }, 'VOICEGRANT_TWILIO_VOICE=on needs VOICEGRANT_TWILIO_ACCOUNT_SID'],
  [{ VOICEGRANT_TWILIO_API_KEY_SID: 'AC00000000000000000000000000000000' }, 'SK and 32 hexadecimal'],
  [{ VOICEGRANT_TWILIO_LOOKUP: 'age' }, 'line_type, sim_swap, call_forwarding'],
  [{ VOICEGRANT_TWILIO_VOICE_EN: '"/>' }, 'name of a voice'],
  [{ VOICEGRANT_TWILIO_API: 'https://api.twilio.com/v1' }, 'must be an origin'],
  [{ VOICEGRANT_AGENT_NUMBER: 'desk' }, 'E.164'],
  [{ VOICEGRANT_TEXTS_PER_DAY: '2' }, 'not be less than VOICEGRANT_TEXTS_PER_HOUR'],
  [{ VOICEGRANT_TEXT_COUNTRIES: 'US' }, 'dialling prefixes'],
  [{ VOICEGRANT_TEXT_COUNTRIES: ',' }, 'dialling prefixes'],
  [{ VOICEGRANT_IDENTITY: 'cognito' }, 'needs VOICEGRANT_COGNITO_API'],
  [{ VOICEGRANT_IDENTITY: 'oidc' }, 'needs VOICEGRANT_OIDC_ISSUER'],
  [{ VOICEGRANT_IDENTITY: 'google' }, 'needs VOICEGRANT_GOOGLE_API_KEY'],
  [{ VOICEGRANT_IDENTITY: 'ldap' }, 'needs VOICEGRANT_LDAP_URL'],
  [{ VOICEGRANT_IDENTITY: 'ldap', VOICEGRANT_LDAP_URL: 'ldap://directory.example' }, 'must be ldaps: unless'],
  [{ VOICEGRANT_LDAP_URL: 'https://directory.example' }, 'must be ldaps://host'],
  [{ VOICEGRANT_OIDC_ISSUER: 'http://login.example' }, 'https:// unless'],
  [{ VOICEGRANT_ACCOUNT: 'http' }, 'needs VOICEGRANT_ACCOUNT_URL'],
  [{ VOICEGRANT_ACCOUNT_TOKEN: 'kP3xV9qLm2Zt7RwYb5Nc' }, 'would go nowhere'],
  [{ VOICEGRANT_ACCOUNT: 'http', VOICEGRANT_ACCOUNT_URL: 'http://accounts.acme.example' }, 'https:// unless'],
  [{ VOICEGRANT_ACCOUNT: 'http', VOICEGRANT_ACCOUNT_URL: 'https://u:p@acme.example' }, 'use the token'],
  [{ VOICEGRANT_CODE_SECOND: '60' }, 'is not a setting; did you mean VOICEGRANT_CODE_SECONDS?'],
  [{ VOICEGRANT_BRAND_COLOR: '#000000' }, 'did you mean VOICEGRANT_BRAND_COLOUR?'],
  [{ VOICEGRANT_SIGN_IN: 'always' }, 'VOICEGRANT_SIGN_IN needs VOICEGRANT_OIDC_ISSUER'],
  [{ ...login, VOICEGRANT_IDENTITY: 'google', VOICEGRANT_GOOGLE_API_KEY: 'a-key-of-google' }, 'needs a directory'],
  [{ ...login, VOICEGRANT_IDENTITY: 'oidc' }, 'needs a directory'],
  [{ ...login, VOICEGRANT_DELIVERY: 'voice' }, 'VOICEGRANT_SIGN_IN=always needs VOICEGRANT_DELIVERY=link'],
  [{ voicegrant_brand: 'Acme' }, 'did you mean VOICEGRANT_BRAND?'],
];

/** What is changed in a good production environment, and what the problem says. */
const refusedInProduction: readonly (readonly [Environment, string])[] = [
  [{ VOICEGRANT_BRAND: '' }, 'VOICEGRANT_BRAND must be set in production'],
  [{ VOICEGRANT_CALLED_NUMBER: '' }, 'VOICEGRANT_CALLED_NUMBER must be set in production'],
  [{ VOICEGRANT_CALLED_NUMBER: '+15555550100' }, 'reserved for examples'],
  [{ VOICEGRANT_TEXT_COUNTRIES: ' ' }, 'VOICEGRANT_TEXT_COUNTRIES must be set in production'],
  [{ VOICEGRANT_KEYRING_FILE: '' }, 'VOICEGRANT_KEYRING or VOICEGRANT_KEYRING_FILE must be set'],
  [{ VOICEGRANT_CONSOLE_ISSUER: 'http://localhost:9000' }, 'VOICEGRANT_CONSOLE_ISSUER must begin with https://'],
  [{ VOICEGRANT_STORE: 'memory' }, 'VOICEGRANT_STORE=memory'],
  [{ VOICEGRANT_MESSAGE: 'outbox' }, 'VOICEGRANT_MESSAGE=outbox'],
  [{ VOICEGRANT_MESSAGE: '' }, 'VOICEGRANT_MESSAGE=outbox'],
  [{ VOICEGRANT_ACCOUNT: 'demo' }, 'VOICEGRANT_ACCOUNT=demo'],
  [{ VOICEGRANT_ACCOUNT: '' }, 'VOICEGRANT_ACCOUNT=demo'],
  [{ VOICEGRANT_ACCOUNT_TOKEN: '' }, 'needs VOICEGRANT_ACCOUNT_TOKEN in production'],
  [{ VOICEGRANT_ACCOUNT_TOKEN: 'changeme-changeme' }, 'placeholder'],
  [{ VOICEGRANT_ACCOUNT_TOKEN: 'aaaaaaaaaaaaaaaaaaaa' }, 'placeholder'],
  [{ VOICEGRANT_ACCOUNT_URL: 'http://localhost:9000' }, 'must begin with https:// in production'],
  [{ VOICEGRANT_TWILIO_API: 'http://localhost:9000' }, '_LOOKUPS must begin with https:// in production'],
  [{ VOICEGRANT_COGNITO_API: 'http://localhost:9000' }, 'VOICEGRANT_COGNITO_API must begin with https://'],
  [
    { VOICEGRANT_OIDC_ISSUER: 'http://localhost:9000' },
    'VOICEGRANT_OIDC_ISSUER and _DIRECTORY must begin with https://',
  ],
  [{ VOICEGRANT_HANDSET: 'on' }, 'VOICEGRANT_HANDSET must be off'],
  [{ VOICEGRANT_VERDICT_FLOOR_MS: '0' }, 'VOICEGRANT_VERDICT_FLOOR_MS must be at least 1000'],
];

describe('settings', () => {
  it('asks for nothing in development', () => {
    const config = readConfig({ PATH: '/bin', HOME: '/root' });
    assert.equal(config.production, false);
    assert.equal(config.issuer, 'http://localhost:8420');
    assert.equal(config.keyringFile, './data/keyring.json');
    assert.equal(config.handset, true);
    assert.equal(config.verdictFloorMs, 0);
  });

  it('takes a whole production environment, with production defaults', () => {
    const config = readConfig(production);
    assert.equal(config.production, true);
    assert.equal(config.handset, false);
    assert.equal(config.verdictFloorMs, 1500);
    assert.deepEqual(config.textCountries, ['+44', '+353']);
  });

  it('counts an https issuer on this machine as development', () => {
    for (const issuer of ['https://localhost:8443', 'https://127.0.0.1:8443', 'https://voice.localhost']) {
      assert.equal(readConfig({ VOICEGRANT_ISSUER: issuer }).production, false, issuer);
    }
  });

  for (const [env, says] of refusedAnywhere) {
    it(`refuses ${Object.entries(env)
      .map((pair) => pair.join('='))
      .join(' ')}`, () => {
      const problems = problemsOf(env);
      assert.ok(
        problems.some((problem) => problem.includes(says)),
        `${problems.join('; ')} should say: ${says}`,
      );
    });
  }

  for (const [env, says] of refusedInProduction) {
    it(`refuses in production ${Object.entries(env)
      .map((pair) => pair.join('='))
      .join(' ')}`, () => {
      const problems = problemsOf({ ...production, ...env });
      assert.ok(
        problems.some((problem) => problem.includes(says)),
        `${problems.join('; ')} should say: ${says}`,
      );
    });
  }

  it('has met every refusal it knows in the cases above', () => {
    const met = [
      ...refusedAnywhere.flatMap(([env]) => problemsOf(env)),
      ...refusedInProduction.flatMap(([env]) => problemsOf({ ...production, ...env })),
    ];
    const known = everyRefusal();
    for (const sentence of [...known.anywhere, ...known.production]) assert.ok(met.includes(sentence), sentence);
  });

  it('tells all problems at once', () => {
    const problems = problemsOf({
      PORT: 'x',
      VOICEGRANT_LOG: 'x',
      VOICEGRANT_NONSENSE: 'x',
      VOICEGRANT_PIN_LENGTH: '6',
    });
    assert.equal(problems.length, 4);
  });

  it('never quotes what it was given, because it may be a secret under the wrong name', () => {
    const canary = 'canary<>0123456789';
    for (const setting of Object.values(settings)) {
      if (setting.name === 'VOICEGRANT_DATA' || setting.name === 'VOICEGRANT_KEYRING_FILE') continue;
      const told = problemsOf({ [setting.name]: canary }).join(' ');
      assert.ok(!told.includes('canary'), setting.name);
    }
  });

  it('hands secrets on as values that do not print', () => {
    const config = readConfig(production);
    assert.ok(config.accountToken instanceof Secret);
    assert.ok(!JSON.stringify(config).includes('kP3xV9qLm2Zt7RwYb5Nc'));
    assert.equal(config.accountToken.reveal(), 'kP3xV9qLm2Zt7RwYb5Nc');
  });

  it('marks as secret exactly the settings that hand on a secret', () => {
    for (const setting of Object.values(settings)) {
      const parsed = setting.parse('kP3xV9qLm2Zt7RwYb5Nc');
      assert.equal(setting.secret, 'value' in parsed && parsed.value instanceof Secret, setting.name);
    }
  });

  it('shortens the code in the strict profile', () => {
    assert.equal(readConfig({ VOICEGRANT_PROFILE: 'strict' }).codeSeconds, 60);
  });

  it('lets the issuer follow the port that was free, but never one that was given', () => {
    assert.equal(listeningOn(readConfig({ PORT: '0' }), 41234).issuer, 'http://localhost:41234');
    const given = readConfig({ PORT: '0', VOICEGRANT_ISSUER: 'http://localhost:9999' });
    assert.equal(listeningOn(given, 41234).issuer, 'http://localhost:9999');
  });

  it('gives every setting one name, one sentence and one field', () => {
    const names = Object.values(settings).map((setting) => setting.name);
    assert.equal(new Set(names).size, names.length);
    for (const setting of Object.values(settings)) {
      assert.match(setting.name, /^(PORT|VOICEGRANT_[A-Z_]+)$/);
      assert.match(setting.says, /\.$/, setting.name);
    }
  });
});
