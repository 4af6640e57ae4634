import { type Finding, fault, ok, type Patient, reach } from './finding.ts';

const basic = (user: string, secret: string) => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;

/** Does Twilio take the API key that texts are sent with? Reads one message of the account. */
export const checkTwilioKey = async ({ config }: Patient): Promise<Finding> => {
  const { twilioApi, twilioAccountSid: sid, twilioApiKeySid: key, twilioApiKeySecret: secret } = config;
  const url = `${twilioApi}/2010-04-01/Accounts/${sid}/Messages.json?PageSize=1`;
  const answer = await reach(url, { authorization: basic(key ?? '', secret?.reveal() ?? '') });
  if (answer?.status === 200) return ok('message', 'Twilio takes the API key');
  if (answer === null)
    return fault('message', `Twilio does not answer at ${twilioApi}`, 'check the way out of this network');
  if (answer.status === 401)
    return fault(
      'message',
      'Twilio refuses the API key: no text can be sent',
      'make a new API key in the Twilio console and set VOICEGRANT_TWILIO_API_KEY_SID and _SECRET',
    );
  return fault(
    'message',
    `Twilio answers ${answer.status}`,
    'is VOICEGRANT_TWILIO_ACCOUNT_SID the account of that API key?',
  );
};
