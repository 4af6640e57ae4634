import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

test('the committed scripts are what their sources make', () => {
  const run = spawnSync(process.execPath, [new URL('build-scripts.ts', import.meta.url).pathname, '--check'], {
    encoding: 'utf8',
  });
  assert.equal(run.status, 0, run.stderr);
});
