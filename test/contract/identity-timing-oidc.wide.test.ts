// Six classes of failure take the same time at the port: oidc-provider with a password grant.
import { test } from 'node:test';
import { Secret, systemClock, systemRandom } from '#core';
import { createOidcVerifier } from '#identity/oidc';
import { startPasswordGrant } from './identity-password-grant.ts';
import { judgeTimes, people, timeFailures } from './identity-timing.ts';

test('oidc', { timeout: 175_000 }, async (t) => {
  // One that is disabled is not there: the provider says no more of either.
  const all = Object.entries(people).flatMap(([name, ids]) => (name === 'disabled' ? [] : ids));
  const provider = await startPasswordGrant(Object.fromEntries(all.map((id) => [id, { pin: '48291306' }])));
  t.after(provider.close);
  const client = { clientId: 'voicegrant', clientSecret: new Secret('a secret of the client'), accountClaim: null };
  const verifier = createOidcVerifier(
    { ...client, issuer: provider.issuer, preset: 'generic' },
    { fetch, clock: systemClock(), random: systemRandom, key: new Secret('a key') },
  );
  await judgeTimes(timeFailures(verifier, 2000, 300), (line) => t.diagnostic(line));
});
