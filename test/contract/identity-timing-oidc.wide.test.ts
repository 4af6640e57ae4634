// Six classes of failure take the same time at the port: oidc-provider with a password grant.
import { Secret, systemClock, systemRandom } from '#core';
import { createOidcVerifier } from '#identity/oidc';
import { startPasswordGrant } from './identity-password-grant.ts';
import { people, sameTimes, timeFailures } from './identity-timing.ts';

sameTimes('oidc', async () => {
  // One that is disabled is not there: the provider says no more of either.
  const all = Object.entries(people).flatMap(([name, ids]) => (name === 'disabled' ? [] : ids));
  const provider = await startPasswordGrant(Object.fromEntries(all.map((id) => [id, { pin: '48291306' }])));
  const client = { clientId: 'voicegrant', clientSecret: new Secret('a secret of the client'), accountClaim: null };
  const verifier = createOidcVerifier(
    { ...client, issuer: provider.issuer, preset: 'generic' },
    { fetch, clock: systemClock(), random: systemRandom, key: new Secret('a key') },
  );
  return { times: (samples) => timeFailures(verifier, samples, 300), close: provider.close };
});
