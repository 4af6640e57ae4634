import type { Clock } from '#core';
import type { TextRow, TextRows } from './rows.ts';
import type { Progress, TextSender } from './send.ts';

/** A provider's list may lag behind what it has accepted: absence counts only after so many seconds. */
const settledSeconds = 8;
/** A text whose sending was begun so long ago and has no answer was cut off in the middle. */
const staleSeconds = 6;
/** After this long the provider is not asked any more: the link and its validity period are over. */
const longestSeconds = 3600;
/** Two clocks and a request on its way: the provider may date a text this much earlier than we began it. */
const skewSeconds = 5;

const lost: Progress = { state: 'failed', reason: 'unavailable' };
const told = (moved: boolean): 'cleared' | 'waits' => (moved ? 'cleared' : 'waits');

/**
 * Clears up every text whose sending got no clear answer, by looking it up and by nothing else: it is never sent again
 * from here. Found: it goes on from where the provider has it. Certainly not there: it has failed, its grant is dead, the
 * caller is told. Answers how many were cleared up.
 */
export const createReconcile = (ports: {
  readonly clock: Clock;
  readonly rows: TextRows;
  readonly sender: Pick<TextSender, 'find'>;
}) => {
  const clearUp = async (row: TextRow): Promise<'cleared' | 'waits' | 'silent'> => {
    const age = ports.clock.now() - row.at;
    if (row.state === 'sending' && age < staleSeconds) return 'waits';
    if (age > longestSeconds) return told(await ports.rows.advance(row.id, lost));
    const found = (await ports.sender.find?.(row.to, row.at - skewSeconds)) ?? null;
    if (found === null) return 'silent';
    for (const { providerId, at, progress } of [...found].sort((a, b) => a.at - b.at)) {
      if (at < row.at - skewSeconds || (await ports.rows.claimed(providerId))) continue;
      return told(await ports.rows.advance(row.id, progress, { providerId }));
    }
    return age < settledSeconds ? 'waits' : told(await ports.rows.advance(row.id, lost));
  };

  return async (): Promise<number> => {
    let cleared = 0;
    for (const row of await ports.rows.open()) {
      const became = await clearUp(row);
      // A provider that does not answer for one does not answer for the next: the other chores must not wait for it.
      if (became === 'silent') break;
      if (became === 'cleared') cleared += 1;
    }
    return cleared;
  };
};
