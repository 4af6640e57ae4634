// Six classes of failure take the same time at the port: the embedded provider. And four of callers who give an id alone.
import { type E164, Secret, silentLog, systemClock, systemRandom } from '#core';
import { createEmbeddedVerifier } from '#identity/embedded';
import { openMemoryStore } from '#store/memory';
import { people, sameTimes, timeClaims, timeFailures } from './identity-timing.ts';

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

sameTimes('embedded', async () => {
  const verifier = await open();
  return { times: (samples) => timeFailures(verifier, samples, 200) };
});

sameTimes('embedded, an id alone', async () => {
  const verifier = await open();
  return { times: (samples) => timeClaims(verifier, samples, 200) };
});
