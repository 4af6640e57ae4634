// T-50, at length: a thousand calls, in twenty installations of fifty. Attacker, control and failure as in
// T-50-secrets-in-sinks.test.ts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { searchFlows } from './T-50-flows.ts';
import { tell } from './tell.ts';

const installations = 20;
const flows = 50;

test('after a thousand calls nothing secret is anywhere', { timeout: 900_000 }, async (t) => {
  let searches = 0;
  for (let round = 0; round < installations; round += 1) searches += await searchFlows(flows);
  const reports = new URL('../../reports/', import.meta.url);
  mkdirSync(reports, { recursive: true });
  const figures = { flows: installations * flows, guises: 12, searches, leaks: 0 };
  writeFileSync(new URL('leaks.json', reports), `${JSON.stringify(figures, null, 2)}\n`);
  tell(t, 'T-50', searches, 0);
});
