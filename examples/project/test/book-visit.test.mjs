// Plays the call file against a server of its own: telephone, text, page and account. `npm test` runs it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const voicegrant = fileURLToPath(import.meta.resolve('voicegrant/command'));

test('a visit is booked while the caller is on the line', () => {
  const args = [voicegrant, 'call', 'calls/book-visit.call'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
});
