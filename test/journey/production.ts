import { createApp, type Ports } from '#app';
import { generateKeyring, readConfig } from '#config';
import { silentLog, stoppedClock, systemRandom } from '#core';
import { openMemoryStore } from '#store/memory';

/** A production server as far as it can be one without its neighbours: nobody can ring it, everybody can look at it. */
export const production = (env: Record<string, string> = {}, more: Partial<Ports> = {}) => {
  const config = readConfig({
    VOICEGRANT_ISSUER: 'https://confirm.acme.example',
    VOICEGRANT_BRAND: 'Acme Mutual',
    VOICEGRANT_CALLED_NUMBER: '+442079460000',
    VOICEGRANT_KEYRING_FILE: '/run/secrets/keyring.json',
    VOICEGRANT_TEXT_COUNTRIES: '+44',
    VOICEGRANT_MESSAGE: 'sns',
    VOICEGRANT_ACCOUNT: 'http',
    VOICEGRANT_ACCOUNT_URL: 'https://accounts.acme.example/v1',
    VOICEGRANT_ACCOUNT_TOKEN: 'kP3xV9qLm2Zt7RwYb5Nc',
    ...env,
  });
  const clock = stoppedClock();
  const refuse = () => {
    throw new Error('not in this test');
  };
  return createApp(config, {
    ...{ store: openMemoryStore({ clock }), clock, random: systemRandom, log: silentLog },
    keyring: generateKeyring(systemRandom, false),
    verifier: { name: 'none', verify: refuse, ready: async () => true },
    sender: { send: refuse, ready: async () => true } as never,
    record: { perform: refuse, ending: refuse } as never,
    sleep: async () => undefined,
    anchor: async () => undefined,
    ...more,
    // A host that hands in the handset's window by mistake changes nothing.
    handset: {
      texts: () => [],
      demo: () => ({}),
      accountOf: async () => null,
      changes: async () => [],
      advance: () => undefined,
      scenarios: () => [],
      screen: () => ({ html: 'handset', headers: {} }),
    },
  });
};
