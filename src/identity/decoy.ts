import type { Random } from '#core';
import { Secret } from '#core';
import type { ProviderVerdict } from './verify.ts';

/**
 * The decoy of a provider outside: a sign-in that cannot succeed, under a name that nobody has. The same work as any
 * other, and no count of the provider's moves for anyone. A yes to it is a provider that cannot be believed.
 */
export const decoyOf =
  (random: Random, ask: (userId: Secret, pin: Secret) => Promise<ProviderVerdict>) =>
  async (): Promise<ProviderVerdict> => {
    const name = new Secret(`nobody-${random.bytes(12).toString('hex')}`);
    const verdict = await ask(name, new Secret(random.bytes(12).toString('base64url')));
    if (verdict.verdict === 'verified') return { verdict: 'cannot_say', reason: 'malformed' };
    return verdict.verdict === 'cannot_say' ? verdict : { verdict: 'wrong' };
  };
