import type { Batch, Committed } from '#store';
import type { AdmittedBatch } from '../admit.ts';
import { maxWaiting, tooSlow } from './gate.ts';

/** How many shared transactions may be under way at once; the other connections stay free for reads. */
const maxFlights = 4;
/** Keys named by one shared transaction. Each is a lock, and the server has room for some thousands in all. */
const maxKeys = 120;

type Job = {
  readonly batch: AdmittedBatch;
  readonly sync: Batch['sync'];
  readonly resolve: (committed: Committed) => void;
  readonly reject: (error: unknown) => void;
};

const keysOf = ({ batch }: Job): number => batch.checks.length + batch.writes.length;

/**
 * Group commit: commits that wait while others are under way share the next transaction, because a round trip and a disk
 * sync are what a commit costs. Each has its own answer; when the transaction fails, nothing of any happened, and all
 * are told so. A commit that comes alone goes alone, at once. A sync is left for later when all of them allow it.
 */
export const createGroup = (
  commit: (batches: readonly AdmittedBatch[], sync: Batch['sync']) => Promise<readonly Committed[]>,
) => {
  const waiting: Job[] = [];
  let flights = 0;
  let scheduled = false;

  const take = (): Job[] => {
    const jobs: Job[] = [];
    for (let keys = 0; waiting[0] !== undefined; ) {
      keys += keysOf(waiting[0]);
      if (jobs.length > 0 && keys > maxKeys) break;
      jobs.push(waiting.shift() as Job);
    }
    return jobs;
  };

  const fly = async (jobs: readonly Job[]): Promise<void> => {
    try {
      const sync = jobs.every((job) => job.sync === 'later') ? 'later' : undefined;
      const answers = await commit(
        jobs.map(({ batch }) => batch),
        sync,
      );
      for (const [place, job] of jobs.entries()) job.resolve(answers[place] ?? { ok: false });
    } catch (error) {
      for (const job of jobs) job.reject(error);
    }
  };

  const depart = (): void => {
    scheduled = false;
    while (flights < maxFlights && waiting.length > 0) {
      flights += 1;
      void fly(take()).finally(() => {
        flights -= 1;
        depart();
      });
    }
  };

  return (batch: AdmittedBatch, sync?: Batch['sync']): Promise<Committed> =>
    new Promise((resolve, reject) => {
      if (waiting.length >= maxWaiting) throw tooSlow();
      waiting.push({ batch, sync, resolve, reject });
      if (scheduled || flights >= maxFlights) return;
      scheduled = true;
      // The rest of this turn may bring more.
      setImmediate(depart);
    });
};
