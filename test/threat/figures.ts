// What the long runs must reach and what they last reached. docs/threat-model.md shows this table; the runs themselves print
// their figures into `reports/`, which is not kept.
// biome-ignore-all format: one figure is one row
export type Figure = {
  readonly attack: string;
  readonly wanted: string;
  readonly found: string;
  /** The test that prints it. */
  readonly test: string;
  readonly report?: string;
};

const row = (attack: string, wanted: string, found: string, test: string, report?: string): Figure => ({ attack, wanted, found, test, ...(report === undefined ? {} : { report }) });

export const figures: readonly Figure[] = [
  row('T-01 link scanners', '10 profiles', '50 profiles, 20 hits each: nothing spent, the user succeeds', 'test/threat/T-01-link-scanners.test.ts'),
  row('T-03 intercepted texts', '5 in a million a grant', 'a million grants, five guesses each: 4 hits, 5 are expected by chance', 'test/threat/T-03-intercepted-text.wide.test.ts'),
  row('T-32 other hosts', '30 variants', '30 variants of 6 documents: no byte differs', 'test/threat/T-32-host-header.test.ts'),
  row('T-36 PINs of one account', 'at most 10 compared', '10 of 10,000 calls in 30 days', 'test/threat/T-36-brute-force.test.ts'),
  row('T-37 PINs over many accounts', 'noticed within 5 minutes', '2,000 guesses: noticed, 50 compared', 'test/threat/T-37-spraying.test.ts'),
  row('T-38 locked out on purpose', '99.9 %', '1,440 of 1,440 calls of the owner, one a minute for a day', 'test/threat/T-38-lock-out-on-purpose.test.ts'),
  row('T-40 webhooks', '1,000', '100,000, no effect', 'test/threat/T-40-webhook-forgery.wide.test.ts'),
  row('T-43 hash flood', '10 times capacity', '1,000 at once on 2 hashes and 50 places: 52 hashed, 948 told at once', 'test/threat/T-43-hash-flood.test.ts'),
  row('T-47 keys', '100,000 streams', '100,000, each whole or not at all', 'test/threat/T-47-keypad-quirks.test.ts'),
  row('T-48 texts', 'no more than the ceiling', '10,000 accounts in a minute: 120 texts at most, the breaker lets 60 a minute through', 'test/threat/T-48-text-pumping.test.ts'),
  row('T-50 secrets left behind', '1,000 calls, no hit', '1,000 calls, 24,240 searches in 12 guises: no hit', 'test/threat/T-50-secrets-in-sinks.wide.test.ts', 'leaks.json'),
  row('T-53 journal', '1,000 edits, all found', '1,000, all found', 'test/threat/T-53-journal-tampering.test.ts'),
  row('T-56, T-57 hostile bodies', '100,000 to each endpoint: none accepted, none 5xx', '1,008,000 over 9 endpoints, 120,000 over all 15 there are now: none, none; the heap grew by 88 MiB', 'test/threat/T-56-hostile-bodies.wide.test.ts', 'hostile-bodies.json'),
  row('T-61 bad settings', '20 refused', '42 refused, each by its name', 'test/threat/T-61-bad-settings.test.ts'),
  row('T-66 comparisons', '|t| below 4.5 over a million samples', '0.2 to 3.8; a comparison that stops early 789 and more', 'test/threat/T-66-comparisons.wide.test.ts', 'comparisons.json'),
];
