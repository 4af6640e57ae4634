import { isBusy, type Phase } from './failure.ts';

/**
 * The engine's transaction. `begin` takes the write lock or throws busy after a short wait; `synced` says whether `commit`
 * must wait for the disk. `rollback` never throws.
 */
export type Transaction = { begin(synced: boolean): void; commit(): void; rollback(): void };

export type Group = {
  /**
   * Does `work` inside the next shared transaction, after all work asked for earlier, and answers its result once that
   * transaction is durable; with `later`, once it is committed. `work` must only touch the engine: when it throws, the
   * whole group is rolled back.
   */
  run<Result>(work: () => Result, sync?: 'later'): Promise<Result>;
  /** Answers when nothing waits any more, whether it went well or not. */
  idle(): Promise<void>;
};

type Job = {
  readonly attempt: () => () => void;
  readonly reject: (error: unknown) => void;
  readonly sync: 'later' | undefined;
};

/**
 * Group commit: the work of one turn of the event loop shares one durable transaction, because the disk sync is what a
 * commit costs; a group in which all can wait for a later sync goes without. Nobody is answered before `commit` has
 * returned. While another process holds the write lock, new work
 * joins the group; after `busyTries` tries everyone in it is refused, with nothing done.
 */
export const createGroup = (
  transaction: Transaction,
  { failed, busyTries }: { failed: (error: unknown, phase: Phase) => Error; busyTries: number },
): Group => {
  let waiting: Job[] = [];

  const flush = (tries: number): void => {
    let phase: Phase = 'begin';
    let answers: (() => void)[];
    let jobs: Job[] = [];
    try {
      // Nothing can join while `begin` runs: it does not let go of the thread.
      transaction.begin(waiting.some(({ sync }) => sync !== 'later'));
      phase = 'write';
      jobs = waiting;
      waiting = [];
      answers = jobs.map((job) => job.attempt());
      phase = 'commit';
      transaction.commit();
    } catch (error) {
      if (phase === 'begin') {
        if (isBusy(error) && tries < busyTries) {
          setTimeout(flush, tries, tries + 1);
          return;
        }
        jobs = waiting;
        waiting = [];
      } else transaction.rollback();
      const failure = failed(error, phase);
      for (const job of jobs) job.reject(failure);
      return;
    }
    for (const answer of answers) answer();
  };

  const run: Group['run'] = (work, sync) =>
    new Promise((resolve, reject) => {
      const attempt = () => {
        const result = work();
        return () => resolve(result);
      };
      if (waiting.push({ attempt, reject, sync }) === 1) setImmediate(flush, 1);
    });

  return {
    run,
    idle: () =>
      waiting.length === 0
        ? Promise.resolve()
        : run(() => undefined).catch(() => {
            // Whoever asked for the work has been told.
          }),
  };
};
