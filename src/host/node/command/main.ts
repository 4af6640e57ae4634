// `voicegrant`: finds the command that was typed and runs it. 0: done; 1: refused or found wrong; 2: not understood.
import { ConfigError, PortError } from '#core';
import { UsageError } from './command.ts';
import { commands } from './commands.ts';
import { find, helpOf } from './find.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
const found = find(commands, process.argv.slice(2));

const told = (error: unknown): number => {
  if (error instanceof UsageError || error instanceof ConfigError) {
    terminal.err(error.message);
    if (error instanceof UsageError) terminal.err(`See: voicegrant ${[...found.names, '--help'].join(' ')}`);
    return 2;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  // A file that cannot be read or written is the operator's to mend; a stack trace would not help.
  terminal.err(error instanceof PortError || code !== undefined ? message : String((error as Error).stack));
  return 1;
};

// A reader that has seen enough, such as `head`, closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
try {
  const given = found.read();
  if (given === null || !('run' in found.command)) terminal.out(helpOf(found));
  else process.exitCode = await found.command.run(given, terminal);
} catch (error) {
  process.exitCode = told(error);
}
