// Six classes of failure take the same time at the port: Google Identity Platform's fake, over HTTP.
import { test } from 'node:test';
import { Secret, systemClock, systemRandom } from '#core';
import { createGoogleVerifier } from '#identity/google';
import { startFakeGoogle } from '../../twin/google/index.ts';
import { judgeTimes, people, timeFailures } from './identity-timing.ts';

test('google', { timeout: 175_000 }, async (t) => {
  const users = Object.entries(people).flatMap(([name, ids]) =>
    ids.map((id) => ({
      ...{ email: `${id}@callers.example`, password: '48291306', localId: `u${id}`, disabled: name === 'disabled' },
    })),
  );
  const fake = await startFakeGoogle('k', users);
  t.after(fake.close);
  const settings = { apiKey: new Secret('k'), emailDomain: '@callers.example', tenant: null, endpoint: fake.endpoint };
  const ports = { clock: systemClock(), random: systemRandom, key: new Secret('a key'), fetch };
  await judgeTimes(timeFailures(createGoogleVerifier(settings, ports), 2000, 250), (line) => t.diagnostic(line));
});
