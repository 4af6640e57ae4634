// Six classes of failure take the same time at the port, whoever the provider is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type E164, Secret, silentLog, systemClock, systemRandom } from '#core';
import { createEmbeddedVerifier } from '#identity/embedded';
import { createGoogleVerifier } from '#identity/google';
import { openMemoryStore } from '#store/memory';
import { startFakeGoogle } from '../../twin/google/index.ts';
import { areas, timeFailures } from './identity-timing.ts';

const samples = 2000;
const floorMs = 12;
const people = { known: '10012345', disabled: '10012348', held: '10012349', spent: '10012350' };
const ports = { clock: systemClock(), random: systemRandom, log: silentLog, key: new Secret('a key') };

const judge = async (verifier: Parameters<typeof timeFailures>[0], tell: (line: string) => void) => {
  for (const { pair, is } of areas(await timeFailures(verifier, people, samples, floorMs))) {
    tell(`${pair}: ${is.toFixed(3)}`);
    assert.ok(Math.abs(is - 0.5) <= 0.05, `${pair} can be told apart: ${is.toFixed(3)}`);
  }
};

test('the embedded provider', { timeout: 175_000 }, async (t) => {
  const verifier = createEmbeddedVerifier({
    ...{ ...ports, store: openMemoryStore({ clock: ports.clock }), concurrency: 2 },
    peppers: { '1': new Secret('a pepper') },
    cost: { memoryKib: 1024, passes: 1, lanes: 1 },
  });
  for (const id of Object.values(people)) {
    await verifier.addUser({
      ...{ userId: new Secret(id), pin: new Secret('48291306'), name: 'Somebody', number: '+15555550142' as E164 },
    });
  }
  await verifier.disable(new Secret(people.disabled));
  await judge(verifier, (line) => t.diagnostic(line));
});

test('a provider over HTTP', { timeout: 175_000 }, async (t) => {
  const users = Object.values(people).map((id) => ({
    ...{ email: `${id}@callers.example`, password: '48291306', localId: `u${id}`, disabled: id === people.disabled },
  }));
  const fake = await startFakeGoogle('k', users);
  t.after(fake.close);
  const settings = { apiKey: new Secret('k'), emailDomain: '@callers.example', tenant: null, endpoint: fake.endpoint };
  await judge(createGoogleVerifier(settings, { ...ports, fetch }), (line) => t.diagnostic(line));
});
