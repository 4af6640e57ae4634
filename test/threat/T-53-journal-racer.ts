// One of several processes that write one journal at the same time. Started by T-53-journal-race.test.ts.
import { type CallId, silentLog, systemClock } from '#core';
import { createCheckpointer, createJournal } from '#journal';
import { batch } from '#store';
import { openSqliteStore } from '#store/sqlite';
import { createSigningKeys, localSigner, purposes, signJws } from '#token';
import { readKeys } from './T-53-race-keys.ts';

const [file = '', racer = '', steps = '', ...calls] = process.argv.slice(2);
const clock = systemClock();
const store = await openSqliteStore({ file, clock, log: silentLog });
const journal = createJournal({ store, clock });
const keys = createSigningKeys({
  keys: purposes.map((purpose, n) => ({
    purpose,
    signer: localSigner(readKeys()[n]!),
    activeFrom: null,
    retireAt: null,
  })),
  clock,
});
const anchored: string[] = [];
const checkpoint = createCheckpointer({
  ...{ store, clock },
  sign: (claims) => signJws(keys.signer('checkpoint'), 'voicegrant-checkpoint+jwt', claims),
  anchor: async (line) => void anchored.push(line),
});

let lost = 0;
for (let step = 1; step <= Number(steps); step += 1) {
  const call = calls[step % calls.length] as CallId;
  for (;;) {
    const entry = await journal.append(call, [{ kind: 'refused', route: `racer-${racer}`, code: `step-${step}` }]);
    if ((await store.commit(batch(entry))).ok) break;
    lost += 1;
  }
  if (step % 5 === 0) await checkpoint();
}
await store.close();
process.send?.({ lost, anchored });
process.disconnect();
