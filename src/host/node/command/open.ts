import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, Keyring } from '#config';
import { openKeyring } from '#config';
import { type Clock, silentLog, systemClock, systemRandom } from '#core';
import type { Store } from '#store';
import { openProject } from '../project.ts';
import { openStore } from '../store.ts';
import { UsageError } from './command.ts';
import { keyringOf } from './open-keyring.ts';
import { settingsFor } from './settings-for.ts';

/** An installation as the commands work on it. */
export type Installation = {
  readonly config: Config;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly store: Store;
};

/** Runs `work` on the installation of the settings. `must: 'exist'` makes nothing that is not there. */
export const withInstallation = async <Result>(
  { data, must }: { data?: unknown; must: 'exist' | 'open' },
  work: (installation: Installation) => Promise<Result>,
): Promise<Result> => {
  const config = await settingsFor(data);
  const isThere = config.store !== 'sqlite' || existsSync(join(config.data, 'voicegrant.sqlite'));
  if (must === 'exist' && !isThere) throw new UsageError(`there is no database in ${config.data}`);
  const keyring = must === 'exist' ? keyringOf(config) : openKeyring(config, systemRandom);
  const clock = systemClock();
  const store = await openStore(config, clock, silentLog, await openProject());
  return work({ config, keyring, clock, store }).finally(() => store.close());
};
