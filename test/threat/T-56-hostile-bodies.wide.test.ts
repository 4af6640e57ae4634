// T-56 and T-57, at length: a hundred thousand hostile bodies to each endpoint that takes one, more than a million in all (the
// numbers are the goal’s). Attacker, control and failure as in
// T-56-hostile-bodies.test.ts.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fuzz } from './fuzz-endpoints.ts';
import { tell } from './tell.ts';

const each = 100_000;

test('of a hundred thousand hostile bodies to each endpoint none is accepted and none breaks anything', {
  timeout: 900_000,
}, async (t) => {
  const lines: string[] = [];
  const { endpoints, sent, accepted, failed, broken, grownMiB } = await fuzz(each, 5657, (line) => lines.push(line));
  const reports = new URL('../../reports/', import.meta.url);
  mkdirSync(reports, { recursive: true });
  const figures = {
    endpoints,
    sent,
    accepted,
    failed,
    heap_grown_mib: Math.round(grownMiB),
    statuses: lines,
  };
  writeFileSync(new URL('hostile-bodies.json', reports), `${JSON.stringify(figures, null, 2)}\n`);
  assert.equal(failed, 0, broken.join('\n'));
  assert.ok(grownMiB < 200, `the heap grew by ${grownMiB} MiB`);
  tell(t, 'T-56', sent, accepted);
});
