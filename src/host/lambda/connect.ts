import { ConfigError } from '#core';
import type { ConnectPorts, Expected } from '#phone/connect';
import { openContacts } from './contacts.ts';
import { once } from './once.ts';
import { opened } from './open.ts';

const expectedOf = (text: string | undefined): Expected => {
  try {
    return JSON.parse(text ?? '') as Expected;
  } catch {
    throw new ConfigError(['CONNECT_EXPECTED is not JSON']);
  }
};

/** What the voice functions share: the line, and what this installation is, which the template wrote down. */
export const connectPorts = once(async (): Promise<ConnectPorts> => {
  const { app, log } = await opened();
  const expected = expectedOf(process.env.CONNECT_EXPECTED);
  const { line, calls } = app;
  return { line, calls, log, expected, describeContact: openContacts(expected.instanceArn) };
});
