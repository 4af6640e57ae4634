import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

/**
 * The one thing every test of a threat ends with: how often the attacker tried, and that nothing came of it. The figures
 * go to whoever runs the tests (`npm run test:threat` prints a row of them for each attack).
 */
export const tell = (t: TestContext, threat: string, tries: number, successes: number): void => {
  t.diagnostic(`${threat} tries=${tries} successes=${successes}`);
  assert.ok(tries > 0, `${threat}: nothing was tried`);
  assert.equal(successes, 0, `${threat}: the attacker succeeded ${successes} times in ${tries}`);
};
