// One whole Voicegrant in memory on a Twilio account in memory: a stopped clock, calls that follow our TwiML, and a
// provider that answers as well or as badly as the test says.
import { randomBytes } from 'node:crypto';
import { Secret } from '#core';
import { createTwilioSender } from '#message/twilio';
import {
  type Act,
  type Asked,
  type Behaviour,
  createAccount,
  createCall,
  type TwinCall,
} from '../../twin/twilio/index.ts';
import { type Installation, install, maria, type Person } from './installation.ts';

const hex = () => randomBytes(16).toString('hex');

export type Behave = (asked: Asked) => Behaviour;

/** An installation on Twilio, and the hand that moves Twilio. */
export type OnTwilio = Installation & {
  readonly account: ReturnType<typeof createAccount>;
  readonly accountSid: string;
  readonly authToken: string;
  /** How the account answers from now on. */
  behave(how: Behave): void;
  /** A person rings; the bot has said its first words. */
  dial(from?: Person, lang?: 'en' | 'es', verstat?: string): Promise<TwinCall>;
  /** A call as it was announced, that nobody has rung yet. */
  unrung(from?: Person): TwinCall;
  act(call: TwinCall, what: Act): Promise<string>;
  /** A call up to the moment its text is out: what the bot said then. */
  askedFor(from?: Person, wish?: string): Promise<{ readonly call: TwinCall; readonly said: string }>;
  /** Lets everything that nobody waits for come to rest. */
  idle(): Promise<void>;
};

/** Six digits as the bot said them last, or none. */
export const digitsIn = (said: string): string =>
  [...said.matchAll(/(\d \d \d), (\d \d \d)/g)].at(-1)?.slice(1).join('').replace(/ /g, '') ?? '';

/** The code in the link of a text. */
export const codeIn = (body: string): string => /#([\w-]{43})/.exec(body)?.[1] ?? '';

/** Many turns of the event loop: whatever could go on without time passing has gone on. */
const quiet = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

export const installOnTwilio = async (
  env: Record<string, string> = {},
  options: Parameters<typeof install>[0] = {},
): Promise<OnTwilio> => {
  const credentials = { accountSid: `AC${hex()}`, authToken: hex(), keySid: `SK${hex()}`, keySecret: hex() };
  const messagingService = `MG${hex()}`;
  const waiting = new Set<{ readonly ms: number; readonly abort: AbortController }>();
  const calls = new Map<string, TwinCall>();
  let how: Behave = () => 'accept';
  let hanging = false;
  const here: {
    now: () => number;
    post: (url: string, init: RequestInit) => Promise<Response>;
    pass: (ms: number) => void;
  } = { now: () => 0, post: () => Promise.reject(new Error('not up')), pass: () => {} };

  const account = createAccount({
    ...credentials,
    now: () => here.now(),
    post: (url, init) => here.post(url, init),
    behave: (asked) => how(asked),
    // Whoever asks at one moment waits at the same time; once nobody else has anything to do, that much time has passed.
    onHang: () => {
      if (hanging) return;
      hanging = true;
      void quiet().then(() => {
        hanging = false;
        const ms = Math.max(0, ...[...waiting].map((one) => one.ms));
        here.pass(ms);
        for (const one of waiting) one.abort.abort();
        waiting.clear();
      });
    },
    onUpdate: (callSid, url) => {
      const call = calls.get(callSid);
      if (call === undefined || call.standing().state !== 'gathering') return false;
      setImmediate(() => void call.update(url));
      return true;
    },
  });

  const net = {
    fetch: (async (input: string, init?: RequestInit) => {
      const answer = await account.fetch(input, init);
      for (const one of waiting) if (one.abort.signal === init?.signal) waiting.delete(one);
      return answer;
    }) as typeof globalThis.fetch,
    abortAfter(ms: number) {
      const abort = new AbortController();
      waiting.add({ ms, abort });
      return abort.signal;
    },
  };

  const base = await install({
    ...options,
    env: {
      VOICEGRANT_MESSAGE: 'twilio',
      VOICEGRANT_TWILIO_VOICE: 'on',
      VOICEGRANT_TWILIO_ACCOUNT_SID: credentials.accountSid,
      VOICEGRANT_TWILIO_AUTH_TOKEN: credentials.authToken,
      VOICEGRANT_TWILIO_API_KEY_SID: credentials.keySid,
      VOICEGRANT_TWILIO_API_KEY_SECRET: credentials.keySecret,
      VOICEGRANT_TWILIO_MESSAGING_SERVICE: messagingService,
      VOICEGRANT_AGENT_NUMBER: '+15555550199',
      ...env,
    },
    ports: (config) => ({
      ...net,
      sender: createTwilioSender(
        {
          api: config.twilioApi,
          lookups: config.twilioLookups,
          accountSid: credentials.accountSid,
          keySid: credentials.keySid,
          keySecret: new Secret(credentials.keySecret),
          messagingService,
          statusUrl: `${config.issuer}/message/twilio/status`,
          content: config.twilioContent,
          signals: config.twilioLookup,
        },
        net,
      ),
      ...options.ports?.(config),
    }),
  });
  here.now = base.clock.now;
  here.pass = (ms) => base.clock.advance(ms / 1000);
  here.post = (url, init) => base.fetch(url.slice(base.issuer.length), init);

  const unrung = (from: Person = maria, lang: 'en' | 'es' = 'en', verstat?: string): TwinCall => {
    const call = createCall({
      account,
      accountSid: credentials.accountSid,
      from: from.number,
      to: '+15555550100',
      ringUrl: `${base.issuer}/phone/twilio/calls${lang === 'en' ? '' : `/${lang}`}`,
      statusUrl: `${base.issuer}/phone/twilio/status`,
      ...(verstat === undefined ? {} : { verstat }),
    });
    calls.set(call.sid, call);
    return call;
  };
  const dial = async (from: Person = maria, lang: 'en' | 'es' = 'en', verstat?: string): Promise<TwinCall> => {
    const call = unrung(from, lang, verstat);
    await call.ring();
    return call;
  };
  const act = async (call: TwinCall, what: Act): Promise<string> => {
    call.takeHeard();
    await call.act(what);
    return call.takeHeard().join(' ');
  };

  return {
    ...base,
    account,
    accountSid: credentials.accountSid,
    authToken: credentials.authToken,
    unrung,
    dial,
    act,
    behave(next) {
      how = next;
    },
    async askedFor(from = maria, wish = 'I want to add my wife') {
      const call = await dial(from);
      await act(call, { keys: `${from.userId}#` });
      await act(call, { keys: from.pin });
      return { call, said: await act(call, { speech: wish }) };
    },
    async idle() {
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      for (const call of calls.values()) await call.settled();
    },
  };
};
