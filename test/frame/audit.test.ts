import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countsOf } from '../../tools/audit.ts';

test('an answer about advisories is counted, and anything else is no answer', () => {
  const none = { info: 0, low: 0, moderate: 0, high: 0, critical: 0, total: 0 };
  assert.deepEqual(countsOf(JSON.stringify({ metadata: { vulnerabilities: none } })), none);
  for (const answer of ['', 'null', '{}', '{"error":{"code":"ENOAUDIT"}}', '<html>', '{"metadata":{}}']) {
    assert.equal(countsOf(answer), null, answer);
  }
});
