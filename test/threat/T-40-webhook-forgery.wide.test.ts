// T-40, at length. Attacker, control and failure as in T-40-webhook-forgery.test.ts.
import { describe, it } from 'node:test';
import { attack } from './T-40-webhooks.ts';
import { tell } from './tell.ts';

describe('T-40 at its full width', () => {
  it('a hundred thousand hostile webhooks have no effect and learn nothing', async (t) => {
    await attack(100_000, 4040);
    tell(t, 'T-40', 100_000, 0);
  });
});
