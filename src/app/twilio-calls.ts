import type { Calls } from '#call';
import type { Config } from '#config';
import type { CallId, Log, Secret } from '#core';
import { createTwilioCallEndpoints } from '#http';
import { createUpdateCall } from '#phone/twilio';
import type { Store } from '#store';
import type { Ports } from './ports.ts';
import type { Line } from './run-turn.ts';
import type { Route } from './serve.ts';
import { createTwilioLine } from './twilio-line.ts';

export type TwilioCallRooms = {
  readonly store: Store;
  readonly line: Line;
  readonly calls: Calls;
  /** Whoever asks is told of every call whose journal has grown. */
  readonly watch: (heard: (call: CallId) => void) => void;
};

/** By what Twilio's requests are known to be Twilio's. */
export type TwilioSigned = {
  readonly accountSid: string;
  readonly tokens: readonly Secret[];
  readonly issuer: string;
  readonly log: Log;
};

/** Twilio's webhooks of calls: none at all unless the settings take calls from it. */
export const twilioCallRoutes = (
  config: Config,
  ports: Ports,
  signed: TwilioSigned,
  rooms: TwilioCallRooms,
): readonly Route[] => {
  const { clock, random, log } = ports;
  const { twilioApiKeySid: keySid, twilioApiKeySecret: keySecret } = config;
  if (!config.twilioVoice || keySid === null || keySecret === null) return [];
  const { store, line, calls } = rooms;
  const phone = createTwilioLine({
    ...{ store, clock, random, log, line, calls },
    issuer: config.issuer,
    voices: { ...ownVoices(ports), en: config.twilioVoiceEn, es: config.twilioVoiceEs },
    agent: config.agentNumber,
    update: createUpdateCall(
      { api: config.twilioApi, accountSid: signed.accountSid, keySid, keySecret },
      { fetch: ports.fetch ?? noFetch, abortAfter: ports.abortAfter ?? noAbort },
    ),
  });
  rooms.watch((call) => {
    phone.nudge(call).catch(() => log.warn('A call could not be told of its news', { call_id: call }));
  });
  const endpoint = createTwilioCallEndpoints({ ...signed, languages: config.languages, ...phone });
  return [
    ['POST', '/phone/twilio/calls', 'Twilio', 'A call comes in', endpoint.ring, 'client'],
    ['POST', '/phone/twilio/calls/{lang}', 'Twilio', 'A call in that language', endpoint.ring, 'client'],
    ['POST', '/phone/twilio/listen/{token}', 'Twilio', 'What the caller says or keys', endpoint.listen, 'client'],
    ['POST', '/phone/twilio/wait/{token}', 'Twilio', 'The same, while the bot waits', endpoint.wait, 'client'],
    ['POST', '/phone/twilio/secret/{token}', 'Twilio', 'What the caller keys in secret', endpoint.secret, 'client'],
    ['POST', '/phone/twilio/news/{token}', 'Twilio', 'What has happened meanwhile', endpoint.news, 'client'],
    ['POST', '/phone/twilio/status', 'Twilio', 'The call is over', endpoint.status, 'client'],
  ];
};

const noFetch: typeof globalThis.fetch = () => Promise.reject(new TypeError('no network'));
const noAbort = (): AbortSignal => new AbortController().signal;

/** Voices of the languages a project brings. */
const ownVoices = ({ languages = [] }: Pick<Ports, 'languages'>) =>
  Object.fromEntries(languages.map(({ lang, voice, tag }) => [lang, { voice, tag }]));
