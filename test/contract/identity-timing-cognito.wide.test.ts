// Six classes of failure take the same time at the port: Amazon Cognito's fake, over HTTP.
import { Secret, silentLog, systemClock, systemRandom } from '#core';
import { createCognitoVerifier } from '#identity/cognito';
import { createCognito } from '../../twin/cognito/index.ts';
import { people, sameTimes, timeFailures } from './identity-timing.ts';

sameTimes('cognito', async () => {
  const clock = systemClock();
  let leapSeconds = 0;
  const users = Object.entries(people).flatMap(([name, ids]) =>
    ids.map((username) => ({ username, password: '48291306', attributes: {}, enabled: name !== 'disabled' })),
  );
  // Its own lock-out has a test of its own: here a quarter of an hour lies between two questions.
  const pool = createCognito({
    ...{ clientId: '1h57example', clientSecret: 'the client secret', users, perSecond: 1e9 },
    ...{ now: () => clock.now() + leapSeconds, preventUserExistenceErrors: 'ENABLED' },
  });
  const { endpoint, close } = await pool.open();
  const client = { clientId: '1h57example', clientSecret: new Secret('the client secret'), accountAttribute: null };
  const verifier = createCognitoVerifier(
    { ...client, endpoint, signOutEverywhere: false },
    {
      ...{ clock, random: systemRandom, log: silentLog, key: new Secret('a key') },
      fetch: (url, init) => {
        leapSeconds += 901;
        return fetch(url as string, init as RequestInit);
      },
    },
  );
  return { times: (samples) => timeFailures(verifier, samples, 250), close };
});
