// What each adapter declares in its capability table, held against the adapter itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, silentLog, stoppedClock, systemRandom } from '#core';
import { capabilities, type PinVerifier, type ProviderName } from '#identity';
import { createCognitoVerifier } from '#identity/cognito';
import { createEmbeddedVerifier } from '#identity/embedded';
import { createGoogleVerifier } from '#identity/google';
import { createLdapVerifier } from '#identity/ldap';
import { createOidcVerifier } from '#identity/oidc';
import { openMemoryStore } from '#store/memory';
import { capabilityTable } from '../../tools/identity-page.ts';

const clock = stoppedClock();
const secret = new Secret('a secret');
let asked = 0;
const down: typeof fetch = async () => {
  asked += 1;
  throw new TypeError('fetch failed');
};
const ports = { clock, random: systemRandom, log: silentLog, key: secret, fetch: down };
const origin = 'https://provider.test';
const broken = { ...openMemoryStore({ clock }), get: () => Promise.reject(new Error('down')) };

const adapters: Readonly<Record<ProviderName, () => PinVerifier>> = {
  embedded: () => createEmbeddedVerifier({ ...ports, store: broken, peppers: { '1': secret }, concurrency: 1 }),
  cognito: () =>
    createCognitoVerifier(
      { endpoint: origin, clientId: 'c', clientSecret: secret, accountAttribute: null, signOutEverywhere: false },
      ports,
    ),
  oidc: () =>
    createOidcVerifier(
      { issuer: origin, clientId: 'c', clientSecret: null, preset: 'generic', accountClaim: null },
      ports,
    ),
  google: () => createGoogleVerifier({ apiKey: secret, emailDomain: '@callers.example', tenant: null }, ports),
  ldap: () =>
    createLdapVerifier(
      {
        ...{ url: 'ldap://127.0.0.1:1', startTls: false, bindDn: 'cn=svc', bindSecret: secret, baseDn: 'dc=bank' },
        ...{ userAttribute: 'uid', subjectAttribute: 'entryUUID', phoneAttribute: 'mobile', ca: null },
      },
      ports,
    ),
};

for (const [name, open] of Object.entries(adapters) as [ProviderName, () => PinVerifier][]) {
  test(`${name} can what its table says, and nothing more`, () => {
    const adapter = open();
    const said = capabilities[name];
    assert.equal(adapter.name, name);
    assert.equal(adapter.numberOnFile !== undefined, said.numberBeforePin);
    assert.equal(adapter.standing !== undefined, said.standing);
    assert.notEqual(adapter.decoy, undefined);
    assert.equal(said.lockout === null, name === 'embedded');
  });

  test(`${name} is not asked again while it is down, not even for a closed account`, async () => {
    const adapter = open();
    const [userId, pin] = [new Secret('10012345'), new Secret('48291306')];
    for (let n = 0; n < 5; n += 1) assert.equal((await adapter.verify(userId, pin)).verdict, 'cannot_say');
    const before = asked;
    assert.deepEqual(await adapter.verify(userId, pin), { verdict: 'cannot_say', reason: 'unavailable' });
    assert.deepEqual(await adapter.decoy?.(userId, pin), { verdict: 'cannot_say', reason: 'unavailable' });
    assert.equal(asked, before);
  });
}

test('the capability table', (t) => {
  for (const line of capabilityTable().split('\n')) t.diagnostic(line);
});
