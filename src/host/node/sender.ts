import type { Config } from '#config';
import { PortError } from '#core';
import type { TextSender } from '#message';
import { createTwilioSender } from '#message/twilio';

const missing = (what: string) => new PortError('message', what, { retryable: false });

/** The network as ports take it. */
export const net = { fetch: globalThis.fetch, abortAfter: (ms: number) => AbortSignal.timeout(ms) };

/** Opens the message provider the settings name. @throws PortError for one that is not part of this build. */
export const openSender = async (config: Config, outbox: TextSender): Promise<TextSender> => {
  if (config.message === 'outbox') return outbox;
  if (config.message === 'sns') return (await import('#message/sns/client')).openSns();
  const { twilioAccountSid, twilioApiKeySid, twilioApiKeySecret, twilioMessagingService } = config;
  if (twilioAccountSid === null || twilioApiKeySid === null) throw missing('twilio has no account');
  if (twilioApiKeySecret === null || twilioMessagingService === null) throw missing('twilio has no key or service');
  return createTwilioSender(
    {
      api: config.twilioApi,
      lookups: config.twilioLookups,
      accountSid: twilioAccountSid,
      keySid: twilioApiKeySid,
      keySecret: twilioApiKeySecret,
      messagingService: twilioMessagingService,
      statusUrl: `${config.issuer}/message/twilio/status`,
      content: config.twilioContent,
      signals: config.twilioLookup,
    },
    net,
  );
};
