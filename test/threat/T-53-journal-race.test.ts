// T-53. Attacker: nobody; three processes that write one journal at once, whose accidents would look like tampering.
// Control: each place of a chain is taken once, by a condition of the commit (src/journal/journal.ts, src/journal/checkpoint.ts).
// Failure would show as a fork, a lost entry, or a gap between checkpoints.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type CallId, newId, silentLog, systemClock, systemRandom } from '#core';
import { createCheckpointer, createJournal, verifyJournal } from '#journal';
import { openSqliteStore } from '#store/sqlite';
import { createSigningKeys, localSigner, purposes, signJws, verifyOwnJws } from '#token';
import { newKeys, readKeys } from './T-53-race-keys.ts';

const racers = 3;
const steps = 40;
type Report = { readonly lost: number; readonly anchored: readonly string[] };

describe('three processes that write the same calls and make checkpoints of them', { timeout: 60_000 }, () => {
  it('fork no chain, lose no entry and leave no gap between checkpoints', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'voicegrant-journal-race-'));
    const file = join(folder, 'store.db');
    const calls = [1, 2].map(() => newId<CallId>(systemRandom, 'call'));
    const shared = newKeys();
    const clock = systemClock();
    try {
      const reports = await Promise.all(
        Array.from({ length: racers }, async (_, n): Promise<Report> => {
          const args = [file, String(n), String(steps), ...calls];
          const racer = fork(join(import.meta.dirname, 'T-53-journal-racer.ts'), args, {
            execArgv: [],
            env: { ...process.env, ...shared },
          });
          const ended = once(racer, 'exit');
          const told = await Promise.race([once(racer, 'message'), ended]);
          await ended;
          assert.equal(typeof told[0], 'object', 'a racer ended early');
          return told[0];
        }),
      );
      const store = await openSqliteStore({ file, clock, log: silentLog });
      const keys = createSigningKeys({
        keys: purposes.map((purpose, n) => ({
          ...{ purpose, signer: localSigner(readKeys(shared)[n]!) },
          ...{ activeFrom: null, retireAt: null },
        })),
        clock,
      });
      const anchor = reports.flatMap(({ anchored }) => anchored);
      await createCheckpointer({
        ...{ store, clock },
        sign: (claims) => signJws(keys.signer('checkpoint'), 'voicegrant-checkpoint+jwt', claims),
        anchor: async (line) => void anchor.push(line),
      })();
      const check = (jws: string) => verifyOwnJws(keys, 'voicegrant-checkpoint+jwt', jws);
      const { open, faults, entries, checkpoints } = await verifyJournal({ store, check, anchor });
      assert.deepEqual({ open, faults, entries }, { open: 0, faults: [], entries: racers * steps });
      assert.equal(anchor.length, checkpoints);

      const journal = createJournal({ store, clock });
      const said = (await Promise.all(calls.map((call) => journal.read(call))))
        .flat()
        .map(({ fact }) => JSON.stringify(fact));
      assert.equal(new Set(said).size, racers * steps);
      await store.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
