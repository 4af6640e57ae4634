import type { Verified } from '#journal';
import type { Terminal } from './terminal.ts';

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** Prints what a verification found; answers the exit code. */
export const tellVerified =
  (terminal: Terminal, asJson: boolean) =>
  (verified: Verified & { readonly call?: string | null }): number => {
    const { calls, entries, checkpoints, open, faults, call = null } = verified;
    const code = faults.length === 0 ? 0 : 1;
    if (asJson) {
      terminal.out(JSON.stringify({ ok: code === 0, ...verified }, null, 2));
      return code;
    }
    for (const { where, what } of faults) terminal.out(terminal.red(`${where}: ${what}`));
    if (call !== null) terminal.out(`One call alone: ${call}; whether calls are missing cannot be seen.`);
    const sizes = [
      counted(calls, 'call', 'calls'),
      counted(entries, 'entry', 'entries'),
      counted(checkpoints, 'checkpoint', 'checkpoints'),
    ];
    const verdict = code === 0 ? 'no fault' : counted(faults.length, 'fault', 'faults');
    terminal.out(`${sizes.join(', ')}: ${verdict}.`);
    if (open > 0)
      terminal.out(`${counted(open, 'entry', 'entries')} not under a checkpoint yet: nothing vouches for them.`);
    return code;
  };
