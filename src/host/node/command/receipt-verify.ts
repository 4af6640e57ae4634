import { readFile } from 'node:fs/promises';
import { systemClock } from '#core';
import { readPublishedKeys, verifyOwnJws } from '#token';
import { type Command, UsageError } from './command.ts';
import { keyringOf } from './open-keyring.ts';
import { receiptIn } from './receipt-file.ts';
import { settingsFor } from './settings-for.ts';
import { keySetOf } from './signing-keys.ts';

const setOf = async (jwks: unknown, data: unknown) => {
  if (typeof jwks !== 'string') return keySetOf(keyringOf(await settingsFor(data)), systemClock());
  const isAddress = /^https?:\/\//.test(jwks);
  const keys = readPublishedKeys(isAddress ? await (await fetch(jwks)).text() : await readFile(jwks, 'utf8'));
  if (keys === null) throw new UsageError(`${jwks} is not a JWK Set with an ES256 key`);
  return keys;
};

/** Checks a signed receipt without the installation that made it. */
export const receiptVerify: Command = {
  says: 'Checks a signed receipt and prints what it states. Exit code 1 when nobody here signed it.',
  takes: 'FILE [--jwks FILE|URL] [--data DIR]',
  help: `  FILE             the receipt as it was given: the JWS, or the JSON answer that holds it
  --jwks FILE|URL  the installation's public keys: GET /oauth/jwks, or "voicegrant keys public"
  --data DIR       without --jwks: the folder of the installation whose keyring signed it`,
  options: { jwks: { type: 'string' }, data: { type: 'string' } },
  words: [1, 1],
  async run({ options: { jwks, data }, words: [file = ''] }, terminal) {
    const keys = await setOf(jwks, data);
    const claims = verifyOwnJws(keys, 'voicegrant-receipt+jwt', receiptIn(await readFile(file, 'utf8')));
    if (claims === null) terminal.err(terminal.red('Not a receipt that these keys signed.'));
    else terminal.out(JSON.stringify(claims, null, 2));
    return claims === null ? 1 : 0;
  },
};
