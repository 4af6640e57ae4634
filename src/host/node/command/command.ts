import { parseArgs } from 'node:util';
import type { Terminal } from './terminal.ts';

/** What was typed after the command: options by name, and the words between them. */
export type Given = {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly words: readonly string[];
};

/** One command. `takes` is its usage line after the name, `help` its options; `words`: how few and how many it takes. */
export type Command = {
  readonly says: string;
  readonly takes?: string;
  readonly help?: string;
  readonly options?: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;
  readonly words?: readonly [least: number, most: number];
  run(given: Given, terminal: Terminal): Promise<number>;
};

/** Typed wrongly, or nothing is there to work on: exit code 2. */
export class UsageError extends Error {}

const withHelp = { help: { type: 'boolean', short: 'h' } } as const;

/** Reads what was typed after a command's name; null when it was `--help`. @throws UsageError */
export const readGiven = ({ options = {}, words: [least, most] = [0, 0] }: Command, args: string[]): Given | null => {
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args, allowPositionals: true, options: { ...options, ...withHelp } });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const { help, ...values } = parsed.values as Given['options'] & { help?: boolean };
  if (help) return null;
  const count = parsed.positionals.length;
  if (count < least) throw new UsageError('something is missing');
  if (count > most) throw new UsageError('there is a word too many');
  return { options: values, words: parsed.positionals };
};
