import { existsSync } from 'node:fs';
import { openKeyring } from '#config';
import { ConfigError, systemClock, systemRandom } from '#core';
import { type Finding, fault, ok, type Patient, warning } from './finding.ts';

const oldDays = 180;
const purposes = ['accessTokenKeys', 'receiptKeys', 'checkpointKeys'] as const;
const names = { accessTokenKeys: 'access_token', receiptKeys: 'receipt', checkpointKeys: 'checkpoint' };

/** Is there a key that signs now for each purpose, and how old is it? */
export const checkKeys = async ({ config }: Patient): Promise<Finding[]> => {
  if (config.keyring === null && !existsSync(config.keyringFile)) {
    const says = `there is no keyring at ${config.keyringFile}`;
    const remedy = config.production
      ? 'make one: voicegrant keys new FILE'
      : 'none is needed: the first start makes it';
    return [config.production ? fault('keys', says, remedy) : ok('keys', `${says}; the first start makes it`)];
  }
  try {
    const keyring = openKeyring(config, systemRandom);
    const now = systemClock().now();
    return purposes.map((purpose) => {
      const rotate = `voicegrant keys rotate ${names[purpose]}, then restart every process`;
      const live = keyring[purpose].filter((key) => (key.activeFrom ?? 0) <= now && (key.retireAt ?? now + 1) > now);
      if (live.length === 0)
        return fault('keys', `no ${names[purpose]} key signs now: the last one has expired`, rotate);
      const days = Math.floor((now - Math.max(...live.map(({ activeFrom }) => activeFrom ?? 0))) / 86_400);
      if (days < oldDays || days > 20_000) return ok('keys', `a ${names[purpose]} key signs`);
      return warning('keys', `the ${names[purpose]} key is ${days} days old`, rotate);
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((says) =>
      fault('keys', says, 'voicegrant keys new FILE, or give back the one from your backup'),
    );
  }
};
