import { maxWaiting, tooSlow } from './gate.ts';

/** How many shared queries may be under way at once; the other connections stay free for commits. */
const maxFlights = 4;
/** Keys asked for in one query. */
const maxKeys = 200;

type Job<Row> = {
  readonly name: string;
  readonly key: Buffer;
  readonly resolve: (row: Row | undefined) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Reads that are asked for while others are under way share the next query, because a round trip is what a read costs. A read
 * that comes alone goes alone, at once. None is answered from a query that was sent before it was asked for.
 */
export const createReads = <Row extends { readonly key: Buffer }>(
  query: (keys: readonly Buffer[]) => Promise<readonly Row[]>,
): ((key: Buffer) => Promise<Row | undefined>) => {
  const waiting: Job<Row>[] = [];
  let flights = 0;
  let scheduled = false;

  const fly = async (jobs: readonly Job<Row>[]): Promise<void> => {
    try {
      const keys = new Map(jobs.map(({ name, key }) => [name, key]));
      const found = await query([...keys.values()]);
      const rows = new Map(found.map((row) => [row.key.toString('latin1'), row]));
      for (const { name, resolve } of jobs) resolve(rows.get(name));
    } catch (error) {
      for (const { reject } of jobs) reject(error);
    }
  };

  const depart = (): void => {
    scheduled = false;
    while (flights < maxFlights && waiting.length > 0) {
      flights += 1;
      void fly(waiting.splice(0, maxKeys)).finally(() => {
        flights -= 1;
        depart();
      });
    }
  };

  return (key) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= maxWaiting) throw tooSlow();
      waiting.push({ name: key.toString('latin1'), key, resolve, reject });
      if (scheduled || flights >= maxFlights) return;
      scheduled = true;
      // The rest of this turn may bring more.
      setImmediate(depart);
    });
};
