// T-50. Attacker: anyone who reads what a running installation leaves behind: database, logs, journal, anchored checkpoints,
// metrics, refusals. Control: secrets are a type that cannot be printed; codes are kept as hashes, digits not at all; logs are
// an allow-list (src/core/secret.ts, src/core/log.ts). Failure would show as a hit of any planted value, in any of twelve
// guises, in any sink. (A thousand calls: T-50-secrets-in-sinks.wide.test.ts. What the suites print: tools/test.ts. What
// Connect keeps: T-42.)
import { test } from 'node:test';
import { searchFlows } from './T-50-flows.ts';
import { tell } from './tell.ts';

const flows = 30;

test(`after ${flows} calls no PIN, code, digits or token is in the database, the logs, the metrics or a refusal`, async (t) => {
  tell(t, 'T-50', await searchFlows(flows), 0);
});
