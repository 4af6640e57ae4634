import { systemClock } from '#core';
import { jwks } from '#token';
import type { Command } from './command.ts';
import { keyringOf } from './open-keyring.ts';
import { settingsFor } from './settings-for.ts';
import { keySetOf } from './signing-keys.ts';

/** The public keys, as `GET /oauth/jwks` gives them. */
export const keysPublic: Command = {
  says: 'Prints the public keys as a JWK Set, for whoever verifies tokens, receipts or an exported journal.',
  takes: '[--data DIR]',
  options: { data: { type: 'string' } },
  async run({ options: { data } }, terminal) {
    const keys = keySetOf(keyringOf(await settingsFor(data)), systemClock());
    terminal.out(JSON.stringify(jwks(keys), null, 2));
    return 0;
  },
};
