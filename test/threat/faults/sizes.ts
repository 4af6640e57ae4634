// How large the runs of `npm run test:scale` are, and where their figures go. Without settings they end within about a quarter
// of an hour on two free cores; `SCALE=full` asks for the sizes the claims in docs/scale.md are about; `SCALE_KILLS=100` and the like set one.
// A run can be done in pieces: another SCALE_SEED is another run, and the figures of all pieces add up.
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TestContext } from 'node:test';

const sizes = {
  /** kill -9 on each engine. */
  KILLS: [15, 667],
  /** Callers who ring without a pause while processes are killed. */
  CALLERS: [6, 6],
  /** Who ask for one thing at the same time. */
  ASKERS: [10_000, 10_000],
  /** How often each race is run on each engine. */
  ROUNDS: [1, 100],
  /** Hang-ups at moments of their own, each against one transaction. */
  HANG_UPS: [5000, 100_000],
  /** Times a database is killed, and a line cut. */
  BLOWS: [5, 100],
  /** Stops for longer than a lease, on each engine. */
  PAUSES: [1, 20],
} as const;

export type Size = keyof typeof sizes;

const numberOf = (name: string): number | null => {
  const text = process.env[name];
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${name} must be a whole number`);
  return Number(text);
};

export const sizeOf = (name: Size): number =>
  numberOf(`SCALE_${name}`) ?? sizes[name][process.env.SCALE === 'full' ? 1 : 0];

/** Where the chance of this run begins; pieces of one long run take different ones. */
export const seed = numberOf('SCALE_SEED') ?? 1;

/** Does this run ask for that engine? `SCALE_ENGINES=SQLite,PostgreSQL` leaves the others out of it. */
export const isWanted = (engine: string): boolean => {
  const wanted = process.env.SCALE_ENGINES;
  return wanted === undefined || wanted.split(',').includes(engine);
};

/** The same for a test that mostly waits: one engine is enough unless more is asked for. */
export const isWorthWaiting = (engine: string): boolean =>
  process.env.SCALE === 'full' || process.env.SCALE_ENGINES !== undefined ? isWanted(engine) : engine === 'SQLite';

/** Prints a figure, and keeps it in the file that `SCALE_FIGURES` names, one JSON a line. */
export const tellFigure = (t: TestContext, what: string, engine: string, figure: Readonly<Record<string, unknown>>) => {
  t.diagnostic(`${what} on ${engine}: ${JSON.stringify(figure)}`);
  const file = process.env.SCALE_FIGURES;
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify({ what, engine, seed, ...figure })}\n`);
};
