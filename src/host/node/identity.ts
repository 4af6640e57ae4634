import { availableParallelism } from 'node:os';
import type { Config, Keyring } from '#config';
import { type Clock, type Log, Secret, systemRandom } from '#core';
import type { PinVerifier } from '#identity';
import { createEmbeddedVerifier, type EmbeddedVerifier } from '#identity/embedded';
import type { Store } from '#store';

type Given = {
  readonly config: Config;
  readonly keyring: Keyring;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
};

/** The embedded provider, which the demo callers and the `users` command need whichever provider answers calls. */
export const openEmbedded = ({ config, keyring, store, clock, log }: Given): EmbeddedVerifier =>
  createEmbeddedVerifier({
    ...{ store, clock, log, random: systemRandom, key: keyring.secrets.identity },
    ...{ peppers: keyring.peppers, pepperFrom: keyring.pepperFrom },
    concurrency: config.hashConcurrency || availableParallelism(),
    profile: config.profile === 'legacy-pin' ? 'legacy-pin' : 'standard',
  });

/** The provider the settings name; only that one's packages are loaded. What a setting lacks, `config` has refused. */
export const openVerifier = async (given: Given, embedded: EmbeddedVerifier): Promise<PinVerifier> => {
  const { config, keyring, clock, log } = given;
  const ports = { fetch: globalThis.fetch, clock, log, random: systemRandom, key: keyring.secrets.identity };
  if (config.identity === 'embedded') return embedded;
  const { outside } = await import('./outside.ts');
  return outside[config.identity](config, ports, new Secret(''));
};
