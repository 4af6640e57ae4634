// T-61. Attacker: nobody; an operator in a hurry who leaves a development default in production.
// Control: one reader of settings that names every problem at once and starts nothing (src/config/refusals.ts,
// src/config/keyring.ts). Failure would show as a bad setting that starts. (More than a hundred, one by one, each with its
// words: src/config/read.test.ts and src/config/keyring.test.ts.)
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readConfig } from '#config';
import { tell } from './tell.ts';

const good: Readonly<Record<string, string>> = {
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

const bad: readonly Record<string, string>[] = [
  { VOICEGRANT_HANDSET: 'on' },
  { VOICEGRANT_STORE: 'memory' },
  { VOICEGRANT_MESSAGE: 'outbox' },
  { VOICEGRANT_ACCOUNT: 'demo', VOICEGRANT_ACCOUNT_TOKEN: '' },
  { VOICEGRANT_ACCOUNT_TOKEN: '' },
  { VOICEGRANT_ACCOUNT_TOKEN: 'short' },
  { VOICEGRANT_ACCOUNT_URL: 'http://accounts.acme.example/v1' },
  { VOICEGRANT_ACCOUNT_URL: 'http://localhost:9000' },
  { VOICEGRANT_ACCOUNT_URL: 'https://u:p@accounts.acme.example' },
  { VOICEGRANT_KEYRING_FILE: '' },
  { VOICEGRANT_BRAND: '' },
  { VOICEGRANT_CALLED_NUMBER: '' },
  { VOICEGRANT_CALLED_NUMBER: '+15555550100' },
  { VOICEGRANT_TEXT_COUNTRIES: '' },
  { VOICEGRANT_TEXT_COUNTRIES: '*' },
  { VOICEGRANT_VERDICT_FLOOR_MS: '0' },
  { VOICEGRANT_PIN_LENGTH: '4' },
  { VOICEGRANT_PIN_LENGTH: '6' },
  { VOICEGRANT_TX_CODE_ATTEMPTS: '50' },
  { VOICEGRANT_CALL_ATTEMPTS: '1' },
  { VOICEGRANT_CODE_SECONDS: '3600' },
  { VOICEGRANT_TOKEN_SECONDS: '86400' },
  { VOICEGRANT_LEASE_SECONDS: '3600' },
  { VOICEGRANT_GRACE_SECONDS: '600' },
  { VOICEGRANT_TEXTS_PER_HOUR: '1000' },
  { VOICEGRANT_TEXTS_PER_DAY: '1' },
  { VOICEGRANT_PROFILE: 'none' },
  { VOICEGRANT_PROFILE: 'strict', VOICEGRANT_SPOKEN_PIN: 'on' },
  { VOICEGRANT_PROFILE: 'strict', VOICEGRANT_GRACE_SECONDS: '5' },
  { VOICEGRANT_OTHER_NUMBER: 'take', VOICEGRANT_PROFILE: 'strict' },
  { VOICEGRANT_TRUSTED_PROXY: '0.0.0.0/0' },
  { VOICEGRANT_TRUSTED_PROXY: 'any' },
  { VOICEGRANT_CLIENTS: '[{"client_id":"x","secret":"y"}]' },
  { VOICEGRANT_MESSAGE: 'twilio' },
  { VOICEGRANT_TWILIO_VOICE: 'on' },
  { VOICEGRANT_STORE: 'postgres' },
  { VOICEGRANT_STORE: 'dynamodb' },
  { VOICEGRANT_ISSUER: 'https://confirm.acme.example/' },
  { VOICEGRANT_ISSUER: 'http://confirm.acme.example' },
  { VOICEGRANT_ISSUER: 'https://bit.ly' },
  { VOICEGRANT_DEBUG: 'on' },
  { VOICEGRANT_BRAND_COLOUR: '#ffffff' },
];

test('forty bad settings in production: each is refused, by its name', (t) => {
  assert.equal(readConfig(good).production, true);
  let started = 0;
  for (const change of bad) {
    try {
      readConfig({ ...good, ...change });
      started += 1;
    } catch (error) {
      assert.match(String(error), new RegExp(Object.keys(change).join('|')), JSON.stringify(change));
      for (const value of ['kP3xV9qLm2Zt7RwYb5Nc', 'u:p@'])
        assert.ok(!String(error).includes(value), 'it quotes no value');
    }
  }
  assert.ok(bad.length >= 40);
  tell(t, 'T-61', bad.length, started);
});

test('the program itself ends before it opens anything', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-t61-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const main = fileURLToPath(new URL('../../src/host/node/main.ts', import.meta.url));
  const env = { PATH: process.env.PATH ?? '', ...good, ...bad[0], PORT: '0', VOICEGRANT_DATA: folder };
  const run = spawnSync(process.execPath, [main], { env, timeout: 20_000, encoding: 'utf8' });
  assert.notEqual(run.status, 0);
  assert.match(run.stderr + run.stdout, /VOICEGRANT_HANDSET must be off in production/);
  assert.deepEqual(readdirSync(folder), [], 'no file was made');
  tell(t, 'T-61', 1, run.status === 0 ? 1 : 0);
});
