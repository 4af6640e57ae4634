import { randomBytes } from 'node:crypto';
import { type Account, createAccount, createCall, serveAccount, type TwinCall } from '../../twin/twilio/index.ts';
import type { OpenChannel } from './channels.ts';
import { connectHandset } from './handset-line.ts';
import { CannotDo, type Input, type PhoneLine, type Said } from './ports.ts';

const calledNumber = '+15555550100';

/** What the caller does, as keys are pressed on a real telephone. */
const actOf = (input: Input) =>
  'digits' in input
    ? { keys: input.digits }
    : 'speech' in input
      ? { speech: input.speech }
      : { silence: true as const };

/** What the bot said, and what it does next as the address it listens at tells. */
const saidOf = (call: TwinCall): Said => {
  const { state, action, seconds, hears } = call.standing();
  if (state === 'failed') throw new CannotDo(`Twilio plays an application error: ${call.failure()}`);
  const step = new URL(action === '' ? 'http://ended/' : action).pathname.split('/').at(-2);
  const next = state !== 'gathering' ? state : step === 'wait' ? 'waiting' : 'listening';
  return { say: call.takeHeard(), next, seconds, secret: state === 'gathering' && !hears.speech };
};

/** A telephone line over the twin of Twilio: rings at the server's webhook and follows the TwiML it answers. */
export const twilioLine = (
  account: Account,
  accountSid: string,
  base: string,
  live: (call: TwinCall | null) => void,
): PhoneLine => {
  let call: TwinCall | null = null;
  const current = (): TwinCall => {
    if (call === null) throw new CannotDo('there is no call');
    return call;
  };
  return {
    async dial(from, lang) {
      const ringUrl = `${base}/phone/twilio/calls${lang === 'en' ? '' : `/${lang}`}`;
      const statusUrl = `${base}/phone/twilio/status`;
      call = createCall({ account, accountSid, from, to: calledNumber, ringUrl, statusUrl });
      live(call);
      await call.ring();
      return saidOf(call);
    },
    async turn(input) {
      const now = current();
      await now.settled();
      // What came by a live-call update was said while the caller was silent.
      const news = now.takeHeard();
      if ('silence' in input && news.length > 0) return { ...saidOf(now), say: news };
      await now.act(actOf(input));
      const said = saidOf(now);
      return { ...said, say: [...news, ...said.say] };
    },
    async hangUp(how) {
      if (how === 'caller') await current().hangUp();
      else await current().lose();
      live(null);
    },
  };
};

/**
 * Opens a Twilio account of the twin for one server: the settings that server needs, and the line on it. Without
 * `updates` live calls refuse to be updated, so that news is only heard when the caller's silence comes round.
 */
export const openTwilio = async ({ updates = true } = {}): Promise<OpenChannel> => {
  const hex = () => randomBytes(16).toString('hex');
  const credentials = { accountSid: `AC${hex()}`, authToken: hex(), keySid: `SK${hex()}`, keySecret: hex() };
  let live: TwinCall | null = null;
  const post = async (url: string, init: RequestInit) => fetch(url, init);
  const account = createAccount({
    ...credentials,
    post,
    now: () => Date.now() / 1000,
    onUpdate: (callSid, url) => {
      const call = live;
      if (!updates || call?.sid !== callSid) return false;
      // Twilio answers first and asks for the document afterwards.
      setImmediate(() => void call.update(url).catch(() => undefined));
      return true;
    },
  });
  const served = await serveAccount(account);
  return {
    environment: {
      VOICEGRANT_MESSAGE: 'twilio',
      VOICEGRANT_TWILIO_VOICE: 'on',
      VOICEGRANT_TWILIO_ACCOUNT_SID: credentials.accountSid,
      VOICEGRANT_TWILIO_AUTH_TOKEN: credentials.authToken,
      VOICEGRANT_TWILIO_API_KEY_SID: credentials.keySid,
      VOICEGRANT_TWILIO_API_KEY_SECRET: credentials.keySecret,
      VOICEGRANT_TWILIO_MESSAGING_SERVICE: `MG${hex()}`,
      VOICEGRANT_TWILIO_API: served.url,
      VOICEGRANT_TWILIO_LOOKUPS: served.url,
      VOICEGRANT_AGENT_NUMBER: '+15555550199',
    },
    async connect(base, fetch) {
      const handset = await connectHandset(base, fetch);
      const line = twilioLine(account, credentials.accountSid, base, (call) => {
        live = call;
      });
      const to = async (number: string) =>
        account.messages.filter((message) => message.to === number).map(({ body }) => ({ to: number, body }));
      return { ...handset, line, texts: { to } };
    },
    close: () => served.close(),
  };
};
