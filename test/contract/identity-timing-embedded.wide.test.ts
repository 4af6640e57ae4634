// Six classes of failure take the same time at the port: the embedded provider. And four of callers who give an id alone.
import { test } from 'node:test';
import { type E164, Secret, silentLog, systemClock, systemRandom } from '#core';
import { createEmbeddedVerifier } from '#identity/embedded';
import { openMemoryStore } from '#store/memory';
import { judgeTimes, people, timeClaims, timeFailures } from './identity-timing.ts';

const open = async () => {
  const clock = systemClock();
  const verifier = createEmbeddedVerifier({
    ...{ clock, random: systemRandom, log: silentLog, key: new Secret('a key'), store: openMemoryStore({ clock }) },
    ...{ concurrency: 64, peppers: { '1': new Secret('a pepper') }, cost: { memoryKib: 64, passes: 1, lanes: 1 } },
  });
  for (const id of Object.values(people).flat()) {
    const user = { userId: new Secret(id), pin: new Secret('48291306'), name: 'Somebody', signsInAs: `at-${id}` };
    await verifier.addUser({ ...user, number: '+15555550142' as E164 });
  }
  for (const id of people.disabled) await verifier.disable(new Secret(id));
  return verifier;
};

test('the embedded provider', { timeout: 175_000 }, async (t) => {
  await judgeTimes(timeFailures(await open(), 2000, 200), (line) => t.diagnostic(line));
});

test('an id alone, where callers sign in on their own screen', { timeout: 175_000 }, async (t) => {
  await judgeTimes(timeClaims(await open(), 2000, 200), (line) => t.diagnostic(line));
});
