import type { Calls } from '#call';
import type { Config } from '#config';
import type { CallId, Secret } from '#core';
import { createTwilioCallEndpoints, createTwilioTextEndpoint } from '#http';
import type { Messages } from '#message';
import { reportFrom } from '#message/twilio';
import { createUpdateCall } from '#phone/twilio';
import type { Store } from '#store';
import type { Ports } from './ports.ts';
import type { Line } from './run-turn.ts';
import type { Route } from './serve.ts';
import { createTwilioLine } from './twilio-line.ts';

type Rooms = {
  readonly store: Store;
  readonly line: Line;
  readonly calls: Calls;
  readonly messages: Messages;
  /** Whoever asks is told of every call whose journal has grown. */
  readonly watch: (heard: (call: CallId) => void) => void;
};

/** Everything Twilio needs, or null when the settings name no account. */
const account = (config: Config) => {
  const { twilioAccountSid: accountSid, twilioAuthToken: primary } = config;
  if (accountSid === null || primary === null) return null;
  const secondary = config.twilioAuthTokenSecondary;
  const tokens: readonly Secret[] = secondary === null ? [primary] : [primary, secondary];
  return { accountSid, tokens };
};

/** Twilio's webhooks: none at all unless the settings send texts through Twilio, or take calls from it. */
export const twilioRoutes = (config: Config, ports: Ports, rooms: Rooms): readonly Route[] => {
  const found = account(config);
  if (found === null) return [];
  const { clock, random, log } = ports;
  const signed = { ...found, issuer: config.issuer, log };
  const routes: Route[] = [];
  if (config.message === 'twilio') {
    const endpoint = createTwilioTextEndpoint({
      ...signed,
      read: (textId, form) => reportFrom(found.accountSid, textId, form),
      report: rooms.messages.report,
    });
    routes.push(['POST', '/message/twilio/status', 'Twilio', 'What became of a text', endpoint, 'client']);
  }
  const { twilioApiKeySid: keySid, twilioApiKeySecret: keySecret } = config;
  if (!config.twilioVoice || keySid === null || keySecret === null) return routes;
  const { store, line, calls } = rooms;
  const phone = createTwilioLine({
    ...{ store, clock, random, log, line, calls },
    issuer: config.issuer,
    voices: { en: config.twilioVoiceEn, es: config.twilioVoiceEs },
    agent: config.agentNumber,
    update: createUpdateCall(
      { api: config.twilioApi, accountSid: found.accountSid, keySid, keySecret },
      { fetch: ports.fetch ?? noFetch, abortAfter: ports.abortAfter ?? noAbort },
    ),
  });
  rooms.watch((call) => {
    phone.nudge(call).catch(() => log.warn('A call could not be told of its news', { call_id: call }));
  });
  const endpoint = createTwilioCallEndpoints({ ...signed, languages: config.languages, ...phone });
  return [
    ...routes,
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
