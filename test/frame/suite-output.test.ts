import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { leaksIn } from '../../tools/test/leaks.ts';

test('a secret that a suite made and printed is found, in whatever guise, and not repeated', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-output-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const notes = join(folder, 'secrets');
  const code = 'J8s0-mZqTn3yRk5pWv1xBd7fHg9cLa2eUo4iYt6uSqE';
  assert.deepEqual(leaksIn(Buffer.from('nothing'), notes), { hits: [], planted: 2 });
  writeFileSync(notes, `${code}\n`);
  const hex = Buffer.from(code).toString('hex');
  for (const printed of [`a ${code} b`, hex, encodeURIComponent(code), [...code].reverse().join('')]) {
    const { hits, planted } = leaksIn(Buffer.from(`✔ a test\n${printed}\n`), notes);
    assert.equal(planted, 3);
    assert.ok(hits.length > 0);
    assert.ok(!JSON.stringify(hits).includes(code));
  }
});
