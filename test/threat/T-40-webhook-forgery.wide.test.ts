import { describe, it } from 'node:test';
import { attack } from './T-40-webhooks.ts';

describe('T-40 at its full width', () => {
  it('a hundred thousand hostile webhooks have no effect and learn nothing', async () => {
    await attack(100_000, 4040);
  });
});
