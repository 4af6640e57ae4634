// Why this exists: a Lambda starts as fast as its code is small, and carries whatever its imports drag in. This makes each
// function's bundle, holds it to its budget and to the words that must not be in it, and tells the figures.
import { gzipSync } from 'node:zlib';
import { type Bundled, functions } from './bundle/functions.ts';
import { makeBundle } from './bundle/make.ts';

/** What is wrong with a bundle, as sentences. */
export const bundleProblems = (text: string, { name, most, forbidden }: Bundled): string[] => [
  ...(text.length > most ? [`${name} has ${text.length} bytes; ${most} are allowed`] : []),
  ...forbidden.filter((word) => text.includes(word)).map((word) => `${name} contains ${word}`),
];

const main = async (): Promise<void> => {
  const problems: string[] = [];
  for (const one of functions) {
    const { text } = await makeBundle(one);
    problems.push(...bundleProblems(text, one));
    console.log(`${one.name} ${text.length} bytes, ${gzipSync(text, { level: 9 }).length} compressed`);
  }
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
};

if (process.argv[1] === new URL(import.meta.url).pathname) await main();
