import { Secret } from '#core';
import { UsageError } from './command.ts';
import type { Terminal } from './terminal.ts';

const longest = 1024;

/** One line of the input, not echoed where somebody types it. @throws UsageError when there is none, or it is broken off. */
export const readSecret = async ({ input, err }: Terminal, asks: string): Promise<Secret> => {
  const isTyped = input.isTTY === true;
  if (isTyped) {
    err(asks);
    input.setRawMode(true);
  }
  try {
    let line = '';
    for await (const chunk of input) {
      for (const sign of String(chunk)) {
        if (sign === '\r' || sign === '\n') return new Secret(line);
        if (isTyped && (sign === '\u0003' || sign === '\u0004')) throw new UsageError('broken off');
        if (isTyped && (sign === '\u007f' || sign === '\b')) line = line.slice(0, -1);
        else line += sign;
        if (line.length > longest) throw new UsageError('the line is too long');
      }
    }
    if (line === '') throw new UsageError('the input has no line');
    return new Secret(line);
  } finally {
    if (isTyped) input.setRawMode(false);
  }
};
