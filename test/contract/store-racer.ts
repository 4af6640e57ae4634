// One of several processes racing on a store file. Started by store-race.test.ts; told what to do by messages.
import { silentLog, systemClock } from '#core';
import { openSqliteStore } from '#store/sqlite';

/** What the racers are told, and what they answer. */
export type RaceOrder = 'consume' | 'count' | 'pairs';
export type RaceReport = { readonly did: 'ready' | RaceOrder; readonly count: number };

const [file = '', racer = '', pairCount = ''] = process.argv.slice(2);
const store = await openSqliteStore({ file, clock: systemClock(), log: silentLog });
const report = (did: RaceReport['did'], count: number) => process.send?.({ did, count } satisfies RaceReport);

/** Between reading and committing, so that the others get in between. */
const think = () => new Promise((resolve) => setTimeout(resolve, 1));

/** Takes every single-use key it can get, five at a time, leaving its mark beside the ones it got. */
const consume = async (): Promise<number> => {
  let got = 0;
  for (;;) {
    const codes = await store.list(['code'], { limit: 5 });
    if (codes.length === 0) return got;
    await think();
    const answers = codes.map(({ key, version }) => {
      const used = ['used', ...key.slice(1), racer];
      return store.commit({ checks: [{ key, version }], writes: [{ delete: key }, { put: used, value: null }] });
    });
    got += (await Promise.all(answers)).filter((answer) => answer.ok).length;
  }
};

/** Adds one to the counter 25 times, each time from what it has just read. */
const count = async (): Promise<number> => {
  let done = 0;
  while (done < 25) {
    const entry = await store.get<number>(['counter']);
    await think();
    const answer = await store.commit({
      checks: [{ key: ['counter'], version: entry?.version ?? null }],
      writes: [{ put: ['counter'], value: (entry?.value ?? 0) + 1 }],
    });
    if (answer.ok) done += 1;
  }
  return done;
};

/** Writes pairs that must never be seen alone, and reports each once it is told that it is kept. */
const pairs = async (): Promise<number> => {
  for (let n = 1; n <= Number(pairCount); n += 1) {
    const key = ['pair', racer, String(n)];
    const answer = await store.commit({
      checks: [{ key: [...key, 'left'], version: null }],
      writes: [
        { put: [...key, 'left'], value: n },
        { put: [...key, 'right'], value: n },
      ],
    });
    if (answer.ok) report('pairs', n);
  }
  return 0;
};

const orders = { consume, count, pairs };
process.on('message', async (order: RaceOrder | 'end') => {
  if (order === 'end') {
    await store.close();
    process.disconnect();
  } else report(order, await orders[order]());
});
report('ready', 0);
