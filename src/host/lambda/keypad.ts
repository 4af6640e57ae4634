// The one Lambda that can read what was keyed into an encrypted Store customer input.
import { ConfigError, Secret } from '#core';
import { createKeypadDecryptor, createKeypadHandler } from '#phone/connect/keypad';
import { connectPorts } from './connect.ts';
import { once } from './once.ts';
import { opened } from './open.ts';

const handlers = once(async () => {
  const { environment } = await opened();
  const { KEYPAD_KEY_ID: keyId, KEYPAD_PRIVATE_KEY: pem } = environment;
  if (!keyId || !pem) throw new ConfigError(['KEYPAD_KEY_ID and KEYPAD_PRIVATE_KEY must be given']);
  // A template parameter holds one line.
  const privateKey = new Secret(pem.replaceAll('\\n', '\n'));
  return createKeypadHandler({ ...(await connectPorts()), decrypt: createKeypadDecryptor([{ keyId, privateKey }]) });
});

/** Answers one `verify` of the flow. */
export const handler = async (event: unknown): Promise<unknown> => (await handlers())(event);
