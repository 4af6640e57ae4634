// Plays one call as Twilio does: asks our webhooks, follows the TwiML verb by verb, and brings what the caller does.
import { randomBytes } from 'node:crypto';
import type { Account } from './account.ts';
import { readTwiml, type Verb } from './twiml-reader.ts';

/** What the caller does when it is their turn. Keys as pressed. */
export type Act = { readonly keys: string } | { readonly speech: string } | { readonly silence: true };

/** How the call stands: what it waits for, or how it ended. */
export type Standing = {
  readonly state: 'gathering' | 'ended' | 'transferred' | 'failed';
  /** The address the caller's answer goes to. */
  readonly action: string;
  readonly seconds: number;
  readonly hears: { readonly keys: boolean; readonly speech: boolean };
};

type Options = {
  readonly account: Account;
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly ringUrl: string;
  readonly statusUrl: string;
  /** What the carriers say of the calling number; nothing when left out. */
  readonly verstat?: string;
};

/** People do not answer faster than this (seconds): a shorter gather runs out before anybody has said anything. */
const reactionSeconds = 2;
/** Twilio waits no longer for a document. */
const longestAnswerSeconds = 15;
/** So many documents in a row without the caller's turn are a loop. */
const longestChain = 50;

const over: Standing = { state: 'ended', action: '', seconds: 0, hears: { keys: false, speech: false } };

/** One call of the twin. Everything that happens to it happens one after another. */
export const createCall = (options: Options) => {
  const sid = `CA${randomBytes(16).toString('hex')}`;
  const heard: string[] = [];
  /** Every webhook of this call as it was sent, for whoever wants to send it again. */
  const sent: { readonly url: string; readonly form: Readonly<Record<string, string>> }[] = [];
  const documents: string[] = [];
  let standing: Standing = { ...over, state: 'gathering' };
  let rest: readonly Verb[] = [];
  let gather: Verb | null = null;
  let status = 'ringing';
  let failure: string | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const form = (extra: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    AccountSid: options.accountSid,
    ApiVersion: '2010-04-01',
    CallSid: sid,
    CallStatus: status,
    Called: options.to,
    Caller: options.from,
    Direction: 'inbound',
    From: options.from,
    FromCity: 'SAN JOSE',
    FromCountry: 'US',
    FromState: 'CA',
    FromZip: '',
    StirVerstat: options.verstat ?? 'No-TN-Validation',
    To: options.to,
    ...extra,
  });

  const tellEnd = async () => {
    status = 'completed';
    await options.account.webhook(options.statusUrl, form({ CallDuration: '42', SequenceNumber: '0' }));
  };

  const end = async (state: Standing['state']) => {
    standing = { ...over, state };
    gather = null;
    rest = [];
    await tellEnd();
  };

  /** Asks for the next document: 15 seconds, status 200, well-formed TwiML; anything else ends the call as it would. */
  const ask = async (url: string, extra: Readonly<Record<string, string>> = {}): Promise<void> => {
    const params = form(extra);
    sent.push({ url, form: params });
    try {
      const began = options.account.now();
      const answer = await options.account.webhook(url, params);
      const text = await answer.text();
      if (options.account.now() - began > longestAnswerSeconds) throw new Error('the webhook took too long');
      if (answer.status !== 200) throw new Error(`the webhook answered ${answer.status}`);
      if (!(answer.headers.get('content-type') ?? '').startsWith('text/xml')) throw new Error('not text/xml');
      documents.push(text);
      rest = readTwiml(text);
      gather = null;
      status = 'in-progress';
    } catch (error) {
      failure = (error as Error).message;
      heard.push('We are sorry, an application error has occurred. Goodbye.');
      await end('failed');
    }
  };

  const attribute = (verb: Verb, name: string, otherwise: string) => verb.attributes.get(name) ?? otherwise;

  const begin = (verb: Verb) => {
    for (const inside of verb.children) if (inside.name === 'Say') heard.push(inside.text);
    gather = verb;
    const input = attribute(verb, 'input', 'dtmf');
    standing = {
      state: 'gathering',
      action: attribute(verb, 'action', ''),
      seconds: Number(attribute(verb, 'timeout', '5')),
      hears: { keys: input.includes('dtmf'), speech: input.includes('speech') },
    };
  };

  /** What the gather sends when it ends with this; null when it ends without asking its action. */
  const gathered = (verb: Verb, act: Act): Record<string, string> | null => {
    const silent =
      attribute(verb, 'actionOnEmptyResult', 'false') === 'true' ? { Digits: '', msg: 'Gather End' } : null;
    if ('speech' in act) {
      if (!standing.hears.speech || act.speech.trim() === '') return silent;
      return { SpeechResult: act.speech, Confidence: '0.9265', Language: attribute(verb, 'language', 'en-US') };
    }
    if ('silence' in act || !standing.hears.keys) return silent;
    const finish = attribute(verb, 'finishOnKey', '#');
    const most = Number(attribute(verb, 'numDigits', '1000'));
    let digits = '';
    for (const key of act.keys) {
      if (key === finish) return { Digits: digits, FinishedOnKey: finish, msg: 'Gather End' };
      digits += key;
      // Keys pressed while the next document is being fetched are lost.
      if (digits.length === most) return { Digits: digits, FinishedOnKey: '', msg: 'Gather End' };
    }
    return digits === '' ? silent : { Digits: digits, FinishedOnKey: '', msg: 'Gather End' };
  };

  /** Follows verbs until it is the caller's turn or the call is over. */
  const follow = async (): Promise<void> => {
    for (let steps = 0; standing.state === 'gathering'; steps += 1) {
      if (steps > longestChain) throw new Error('the documents lead in a circle');
      if (gather !== null) {
        if (standing.seconds >= reactionSeconds) return;
        await submit({ silence: true });
        continue;
      }
      const [verb, ...after] = rest;
      rest = after;
      if (verb === undefined || verb.name === 'Hangup') await end('ended');
      else if (verb.name === 'Say') heard.push(verb.text);
      else if (verb.name === 'Gather') begin(verb);
      else if (verb.name === 'Redirect') await ask(verb.text.trim());
      else if (verb.name === 'Dial') await end('transferred');
    }
  };

  const submit = async (act: Act): Promise<void> => {
    if (gather === null) return;
    const verb = gather;
    const result = gathered(verb, act);
    gather = null;
    if (result !== null) await ask(attribute(verb, 'action', ''), result);
  };

  const inOrder = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = queue.then(work, work);
    queue = mine.catch(() => undefined);
    return mine;
  };

  return {
    sid,
    sent,
    documents,
    standing: () => standing,
    failure: () => failure,
    /** What the bot has said since it was last asked. */
    takeHeard: (): string[] => heard.splice(0),
    /** Lets everything under way come to rest. */
    settled: () => inOrder(async () => undefined),
    ring: () =>
      inOrder(async () => {
        await ask(options.ringUrl);
        await follow();
      }),
    act: (what: Act) =>
      inOrder(async () => {
        await submit(what);
        await follow();
      }),
    /** A live-call update: whatever is going on is cut off, and the call goes on from `url`. */
    update: (url: string) =>
      inOrder(async () => {
        if (standing.state !== 'gathering') return;
        gather = null;
        await ask(url);
        await follow();
      }),
    /** The caller hangs up, and Twilio says so. */
    hangUp: () => inOrder(() => end('ended')),
    /** The line is lost, and so is Twilio's word of it. */
    lose: () =>
      inOrder(async () => {
        standing = over;
      }),
  };
};

export type TwinCall = ReturnType<typeof createCall>;
