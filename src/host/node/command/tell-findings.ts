import type { Finding } from '../doctor/finding.ts';
import { columns, type Terminal } from './terminal.ts';

/** Prints what the doctor found, each with what to do about it. */
export const tellFindings = (terminal: Terminal, findings: readonly Finding[]): void => {
  const rows = findings.map(({ part, state, says }) => [state === 'ok' ? 'ok' : state.toUpperCase(), part, says]);
  for (const [at, line] of columns(rows).entries()) {
    const { state, do: remedy } = findings[at]!;
    terminal.out(state === 'fault' ? terminal.red(line) : line);
    if (remedy !== undefined) terminal.out(`         → ${remedy}`);
  }
};
