// Why this exists: what tests print is read by many and kept by nobody with care. Secrets that the suites make are noted
// while they run, and everything they printed is searched for them in the twelve guises of threat T-50.
import { appendFileSync, readFileSync } from 'node:fs';
import { type Canary, findLeaks, type Hit } from '../leak-scan.ts';

/** Names the file that secrets are noted in. */
export const noteName = 'SUITE_CANARIES';

/** PINs of the people that tests ring as. */
const pins: readonly Canary[] = [
  { name: 'pin of maria', value: '48291306' },
  { name: 'pin of james', value: '70315928' },
];
/** So many of the codes and tokens are looked for; each costs a dozen searches of everything. */
const most = 80;

/** Notes a code or the signature of a token, when a run asks for it. */
export const plant = (secret: string | undefined): void => {
  const file = process.env[noteName];
  if (file !== undefined && secret !== undefined) appendFileSync(file, `${secret}\n`);
};

/** What of the noted secrets is in this output, and how many were looked for. */
export const leaksIn = (output: Buffer, file: string): { readonly hits: readonly Hit[]; readonly planted: number } => {
  let noted: string[] = [];
  try {
    noted = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    // Nothing that ran made a secret.
  }
  const step = Math.max(1, Math.ceil(noted.length / most));
  const chosen = noted
    .filter((_, index) => index % step === 0)
    .map((value, index) => ({ name: `secret ${index}`, value }));
  const canaries = [...pins, ...chosen];
  return { hits: findLeaks(output, canaries), planted: canaries.length };
};
