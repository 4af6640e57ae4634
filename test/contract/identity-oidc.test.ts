// The server here is oidc-provider, a certified OpenID provider by others, configured with a password grant.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type E164, Secret, stoppedClock, systemRandom } from '#core';
import { createOidcVerifier } from '#identity/oidc';
import { identityContract } from './identity.ts';
import { type Account, startPasswordGrant } from './identity-password-grant.ts';

const number = '+15555550142' as E164;
const people: Readonly<Record<string, Account>> = {
  '10012345': { pin: '48291306', phone: number, verified: true },
  '10012346': { pin: '71940362', phone: number, verified: false },
  '10012347': { pin: '60284917' },
};
const startProvider = (options?: { readonly password?: boolean }) => startPasswordGrant(people, options);

const verifierOf = (issuer: string, timeoutMs = 2000) =>
  createOidcVerifier(
    {
      issuer,
      clientId: 'voicegrant',
      clientSecret: new Secret('a secret of the client'),
      preset: 'generic',
      accountClaim: null,
      timeoutMs,
    },
    { fetch, clock: stoppedClock(Math.floor(Date.now() / 1000)), random: systemRandom, key: new Secret('a key') },
  );

identityContract('oidc', async () => {
  const provider = await startProvider();
  const verifier = verifierOf(provider.issuer, 1500);
  return {
    verifier,
    user: { userId: '10012345', pin: '48291306', numberOnFile: number },
    withUnverifiedNumber: { userId: '10012346', pin: '71940362' },
    withoutNumber: { userId: '10012347', pin: '60284917' },
    stall: () => {
      provider.state.stall = true;
    },
    breakDown: () => {
      provider.state.cut = true;
    },
    emptySecretsSeen: () => provider.state.emptySecrets,
    close: provider.close,
  };
});

test('a provider that does not offer the password grant is never sent a PIN', async () => {
  const provider = await startProvider({ password: false });
  const verdict = await verifierOf(provider.issuer).verify(new Secret('10012345'), new Secret('48291306'));
  assert.deepEqual(verdict, { verdict: 'cannot_say', reason: 'not_supported' });
  await provider.close();
});
