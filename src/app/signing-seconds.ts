import type { Keyring } from '#config';
import type { Clock } from '#core';

/** Without an end a key signs for ever; a number that every scale shows as far away. */
const forEver = 1e9;

/** How long a key of each purpose still signs (seconds); -1 where none does. */
export const signingSeconds = (keyring: Keyring, clock: Clock) => {
  const now = clock.now();
  const left = (keys: Keyring['receiptKeys']): number =>
    keys
      .filter(({ activeFrom }) => (activeFrom ?? 0) <= now)
      .reduce((most, { retireAt }) => Math.max(most, (retireAt ?? now + forEver) - now), -1);
  const { accessTokenKeys, receiptKeys, checkpointKeys } = keyring;
  return { access_token: left(accessTokenKeys), receipt: left(receiptKeys), checkpoint: left(checkpointKeys) };
};
