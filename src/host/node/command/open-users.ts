import { availableParallelism } from 'node:os';
import { silentLog, systemRandom } from '#core';
import { createLocks, type Locks, lockoutOf } from '#identity';
import { createEmbeddedVerifier, type EmbeddedVerifier, type UserRefusal, weakPinReasons } from '#identity/embedded';
import { withInstallation } from './open.ts';

/** Runs `work` on the users and locks of the installation of the settings. */
export const withUsers = <Result>(
  must: 'exist' | 'open',
  work: (users: EmbeddedVerifier, locks: Locks) => Promise<Result>,
): Promise<Result> =>
  withInstallation({ must }, ({ config, keyring, clock, store }) => {
    const ports = { store, clock, random: systemRandom, log: silentLog, key: keyring.secrets.identity };
    const policy = { lockout: lockoutOf(config.identity, config.oidcPreset, config.identityLockout) };
    const profile = config.profile === 'legacy-pin' ? 'legacy-pin' : 'standard';
    const { peppers, pepperFrom } = keyring;
    const hashing = { peppers, pepperFrom, concurrency: config.hashConcurrency || availableParallelism() };
    return work(createEmbeddedVerifier({ ...ports, ...hashing, profile }), createLocks({ ...ports, policy }));
  });

const sentences: Partial<Record<string, string>> = {
  ...weakPinReasons,
  exists: 'This user id is taken.',
  unknown_user: 'Nobody has this user id.',
  bad_user_id: 'A user id has 3 to 64 characters, letters or digits among them.',
  bad_account: 'An account handle is two to eight small letters, an underscore, and 6 to 64 letters, digits, - or _.',
};

/** Why something was refused, as a sentence that quotes nothing. */
export const sentenceOf = (reason: UserRefusal): string => sentences[reason] ?? reason;
