// Six classes of failure take the same time at the port: Google Identity Platform's fake, over HTTP.
import { Secret, systemClock, systemRandom } from '#core';
import { createGoogleVerifier } from '#identity/google';
import { startFakeGoogle } from '../../twin/google/index.ts';
import { people, sameTimes, timeFailures } from './identity-timing.ts';

sameTimes('google', async () => {
  const users = Object.entries(people).flatMap(([name, ids]) =>
    ids.map((id) => ({
      ...{ email: `${id}@callers.example`, password: '48291306', localId: `u${id}`, disabled: name === 'disabled' },
    })),
  );
  const fake = await startFakeGoogle('k', users);
  const settings = { apiKey: new Secret('k'), emailDomain: '@callers.example', tenant: null, endpoint: fake.endpoint };
  const ports = { clock: systemClock(), random: systemRandom, key: new Secret('a key'), fetch };
  const verifier = createGoogleVerifier(settings, ports);
  return { times: (samples) => timeFailures(verifier, samples, 250), close: fake.close };
});
