import type { Config } from '#config';
import { ConfigError } from '#core';
import type { TextSender } from '#message';
import { createTwilioSender } from '#message/twilio';

/** The message provider. @throws ConfigError for one that a Lambda cannot use. */
export const openSender = (config: Config): TextSender => {
  const { twilioAccountSid, twilioApiKeySid, twilioApiKeySecret, twilioMessagingService } = config;
  const isWhole = twilioAccountSid !== null && twilioApiKeySid !== null && twilioApiKeySecret !== null;
  if (config.message !== 'twilio' || !isWhole || twilioMessagingService === null)
    throw new ConfigError(['VOICEGRANT_MESSAGE other than twilio is not something a Lambda can use']);
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
    { fetch: globalThis.fetch, abortAfter: (ms) => AbortSignal.timeout(ms) },
  );
};
