import { type Finding, fault, ok, type Patient, reach } from './finding.ts';

/** Is the auth token, by which Twilio signs its webhooks, the account's? It is shown to Twilio alone, and only here. */
export const checkTwilioToken = async ({ config }: Patient): Promise<Finding> => {
  const { twilioApi, twilioAccountSid: sid, twilioAuthToken: token } = config;
  const credentials = Buffer.from(`${sid}:${token?.reveal() ?? ''}`).toString('base64');
  const answer = await reach(`${twilioApi}/2010-04-01/Accounts/${sid}.json`, { authorization: `Basic ${credentials}` });
  if (answer?.status === 200)
    return ok('webhooks', 'the auth token is the account’s: signed webhooks will be believed');
  if (answer === null)
    return fault('webhooks', `Twilio does not answer at ${twilioApi}`, 'check the way out of this network');
  return fault(
    'webhooks',
    'the auth token is not the account’s: every call and every delivery report would be refused',
    'copy the auth token from the Twilio console into VOICEGRANT_TWILIO_AUTH_TOKEN',
  );
};
