import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** The lines of a stream, or of a file, one at a time. @throws the file's own error */
export async function* linesOf(from: string | NodeJS.ReadableStream): AsyncGenerator<string> {
  const input = typeof from === 'string' ? createReadStream(from) : from;
  // An error before anybody listens would end the process.
  if (typeof from === 'string') await once(input, 'open');
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}
