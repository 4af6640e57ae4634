import type { Config } from '#config';
import type { Secret } from '#core';
import { createTwilioTextEndpoint } from '#http';
import type { Messages } from '#message';
import { reportFrom } from '#message/twilio';
import type { Ports } from './ports.ts';
import type { Route } from './serve.ts';
import { type TwilioCallRooms, twilioCallRoutes } from './twilio-calls.ts';

/** Everything Twilio needs, or null when the settings name no account. */
const account = (config: Config) => {
  const { twilioAccountSid: accountSid, twilioAuthToken: primary } = config;
  if (accountSid === null || primary === null) return null;
  const secondary = config.twilioAuthTokenSecondary;
  const tokens: readonly Secret[] = secondary === null ? [primary] : [primary, secondary];
  return { accountSid, tokens };
};

/** Twilio's webhooks: none at all unless the settings send texts through Twilio, or take calls from it. */
export const twilioRoutes = (
  config: Config,
  ports: Ports,
  rooms: TwilioCallRooms & { readonly messages: Messages },
): readonly Route[] => {
  const found = account(config);
  if (found === null) return [];
  const signed = { ...found, issuer: config.issuer, log: ports.log };
  const routes: Route[] = [];
  if (config.message === 'twilio') {
    const endpoint = createTwilioTextEndpoint({
      ...signed,
      read: (textId, form) => reportFrom(found.accountSid, textId, form),
      report: rooms.messages.report,
    });
    routes.push(['POST', '/message/twilio/status', 'Twilio', 'What became of a text', endpoint, 'client']);
  }
  return [...routes, ...twilioCallRoutes(config, ports, signed, rooms)];
};
