// The signing keys that racing processes share.
import { Secret } from '#core';
import { generateKey, purposes } from '#token';

const name = 'JOURNAL_RACE_KEYS';

/** The keys as an environment for the racers. */
export const newKeys = (): Record<string, string> => ({
  [name]: JSON.stringify(purposes.map(() => generateKey().reveal())),
});

/** The keys of this environment, one a purpose. */
export const readKeys = (environment: NodeJS.ProcessEnv = process.env): Secret[] =>
  (JSON.parse(environment[name] ?? '[]') as string[]).map((jwk) => new Secret(jwk));
