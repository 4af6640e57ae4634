// T-35. Attacker: measures how long a no takes, to learn which ids somebody has.
// Control: the same hash over a row of nobody, the same reads, and a floor under every verdict (src/identity/embedded/index.ts,
// src/identity/guard.ts). Failure would show as a class of no that can be told from another by its time, hashes or reads.
// (Two thousand samples of each class and more, for every provider: test/contract/identity-timing.wide.test.ts.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, Secret, silentLog, stoppedClock, systemRandom } from '#core';
import { createEmbeddedVerifier } from '#identity/embedded';
import type { Key, Store } from '#store';
import { openMemoryStore } from '#store/memory';
import { areaUnderRoc, countingVerifier, guarded, key, owner } from './T-34-38-guarded-identity.ts';
import { tell } from './tell.ts';

test('no verdict comes sooner than the floor after the attempt began, whatever it is', async () => {
  const { verifier, answer } = countingVerifier();
  const { word, guess, clock, slept } = guarded({ verifier, policy: { floorMs: 1500 } });
  const sleptAfter = async (call: () => Promise<string>) => {
    slept.length = 0;
    await call();
    return Math.round(slept[0] ?? 0);
  };
  assert.equal(await sleptAfter(() => word()), 1500);
  assert.equal(await sleptAfter(() => guess()), 1500);
  assert.equal(await sleptAfter(() => guess({ userId: 'nobody' })), 1500);
  answer(async () => {
    clock.advance(0.4);
    return { verdict: 'wrong' };
  });
  assert.equal(await sleptAfter(() => guess()), 1100);
  assert.equal(await sleptAfter(() => guess()), 1100);
  assert.equal(await sleptAfter(() => guess()), 1500, 'locked: the provider was not asked');
  answer(() => Promise.reject(new Error('gone')));
  assert.equal(await sleptAfter(() => guess({ userId: 'somebody' })), 1500);
  answer(async () => {
    clock.advance(2);
    return { verdict: 'wrong' };
  });
  assert.equal(await sleptAfter(() => guess({ userId: 'slow' })), 0);
});

test('known, unknown, disabled and locked ids cost the provider one hash, one row found and one row missed each', async () => {
  const { verifier, hashes, reads } = await provider(1, async () => Buffer.alloc(32));
  for (const ask of Object.values(classes(verifier))) {
    Object.assign(hashes, { count: 0 });
    Object.assign(reads, { found: 0, missed: 0 });
    await ask(0);
    assert.deepEqual({ ...hashes, ...reads }, { count: 1, found: 1, missed: 1 });
  }
});

test('by the time a provider takes, unknown, wrong, disabled and locked cannot be told apart', async (t) => {
  const [blocks, samples] = [7, 150];
  const { verifier } = await provider(samples);
  const asks = Object.entries(classes(verifier));
  const names = asks.map(([name]) => name);
  const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b] as const));
  const areas = new Map<string, number[]>(pairs.map(([a, b]) => [`${a} against ${b}`, []]));
  for (let block = 0; block < blocks; block++) {
    const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
    for (let sample = -20; sample < samples; sample++) {
      // Another order each round, by chance, so that what one leaves warm does not favour the next.
      const order = asks
        .map((ask) => [systemRandom.bytes(4).readUInt32BE(), ask] as const)
        .sort(([a], [b]) => a - b)
        .map(([, ask]) => ask);
      for (const [name, ask] of order) {
        const startedAt = performance.now();
        await ask(Math.max(sample, 0));
        if (sample >= 0) times[name]?.push(performance.now() - startedAt);
      }
    }
    for (const [a, b] of pairs) areas.get(`${a} against ${b}`)?.push(areaUnderRoc(times[a]!, times[b]!));
  }
  // A difference the provider makes is in every block; what the machine does beside it is in one or two.
  for (const [pair, ofBlocks] of areas) {
    const area = ofBlocks.sort((x, y) => x - y)[Math.floor(blocks / 2)] ?? 0;
    assert.ok(Math.abs(area - 0.5) <= 0.1, `${pair}: ${area.toFixed(3)}`);
  }
  tell(t, 'T-35', blocks * samples * asks.length, 0);
});

const classes = (verifier: Awaited<ReturnType<typeof provider>>['verifier']) => ({
  unknown: (sample: number) =>
    verifier.verify(new Secret(`7${String(sample).padStart(7, '0')}`), new Secret('00000000')),
  wrong: (sample: number) => verifier.verify(new Secret(`1${String(sample).padStart(7, '0')}`), new Secret('00000000')),
  disabled: (sample: number) =>
    verifier.verify(new Secret(`2${String(sample).padStart(7, '0')}`), new Secret(owner.pin)),
  locked: (sample: number) => verifier.decoy(new Secret(`1${String(sample).padStart(7, '0')}`), new Secret(owner.pin)),
});

/** A provider with `users` users whose ids begin with 1, and as many disabled ones whose ids begin with 2. */
async function provider(users: number, derive?: () => Promise<Buffer>) {
  const clock = stoppedClock();
  const hashes = { count: 0 };
  const reads = { found: 0, missed: 0 };
  const memory = openMemoryStore({ clock });
  const store: Store = {
    ...memory,
    async get<Value extends Json>(name: Key) {
      const entry = await memory.get<Value>(name);
      reads[entry === null ? 'missed' : 'found'] += 1;
      return entry;
    },
  };
  const verifier = createEmbeddedVerifier({
    store,
    clock,
    random: systemRandom,
    log: silentLog,
    key,
    peppers: { '1': new Secret('a pepper') },
    concurrency: 2,
    cost: { memoryKib: 2048, passes: 1, lanes: 1 },
    ...(derive === undefined
      ? {}
      : {
          derive: () => {
            hashes.count += 1;
            return derive();
          },
        }),
  });
  for (let user = 0; user < users; user++) {
    for (const first of ['1', '2']) {
      const userId = new Secret(`${first}${String(user).padStart(7, '0')}`);
      const added = await verifier.addUser({ userId, pin: new Secret(owner.pin), name: 'Maria Ortiz', number: null });
      assert.ok(added.ok);
      if (first === '2') await verifier.disable(userId);
    }
  }
  return { verifier, hashes, reads };
}
