import type { Calls, Lang } from '#call';
import type { Prompt } from '#conversation';
import { speak } from '#conversation';
import type { CallId, Clock, E164, Log, Random } from '#core';
import { PortError } from '#core';
import type { CallRequest, Place, UpdateCall, Voices } from '#phone/twilio';
import { comeBack, farewell, speakingSeconds, start, stretch, twimlOf } from '#phone/twilio';
import type { Entry, Store } from '#store';
import type { Again, Line, Turn } from './run-turn.ts';
import { createSteps, type StepKind, type StepRow, type Taken } from './twilio-steps.ts';

type Ports = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly line: Line;
  readonly calls: Calls;
  readonly issuer: string;
  readonly voices: Voices;
  readonly agent: E164 | null;
  readonly update: UpdateCall;
};

type Said = Pick<Turn, 'lang' | 'prompts' | 'say' | 'expect'>;

const kindOf = ({ secret, next }: Said['expect']): StepKind =>
  next === 'ended' || next === 'transferred' ? 'end' : secret ? 'secret' : next === 'waiting' ? 'wait' : 'listen';

/** States of a call after which there is none. */
const over = /^(completed|busy|failed|no-answer|canceled)$/;

/**
 * The telephone line over Twilio: each request consumes one step and answers the next document; null refuses it, and
 * then nothing at all has happened. While a grant is about, what is long is said in stretches, each a sign of life.
 */
export const createTwilioLine = (ports: Ports) => {
  const { line, calls, clock, issuer, voices, agent } = ports;
  const steps = createSteps(ports);
  const addressOf = (kind: string, token: string) => `${issuer}/phone/twilio/${kind}/${token}`;
  /** A stretch and the silence after it together stay well within the lease. */
  const stretchSeconds = Math.max(3, calls.leaseSeconds * 0.4);
  const longestSilence = Math.max(3, Math.floor(calls.leaseSeconds / 3));

  /** The document of a step from what it says: `row.shown` on, as far as it goes. */
  const render = (row: StepRow, said: Said, say: readonly string[]): string => {
    const seconds = row.next === null ? Math.min(said.expect.seconds, longestSilence) : 1;
    const action = row.kind === 'end' ? null : addressOf(row.kind, row.token);
    return twimlOf({ lang: said.lang, say, expect: said.expect, action, seconds }, voices, agent);
  };

  const answer = async (callSid: string, mine: Entry<StepRow>, said: Said, place: Place): Promise<string> => {
    const { grant } = (await calls.get(mine.value.call))?.value ?? { grant: null };
    const whole = grant === null || kindOf(said.expect) === 'end';
    const { say, next } = stretch(said.say, place, whole ? Number.POSITIVE_INFINITY : stretchSeconds);
    const row = await steps.settle(callSid, mine, {
      kind: kindOf(said.expect),
      saying: said.prompts,
      shown: place,
      next,
      spokenUntil: clock.now() + speakingSeconds(say.join(' ')),
    });
    return render(row, said, say);
  };

  /** The same document again, made anew from what it was made of: nothing is consumed, renewed or kept. */
  const repeat = async ({ value: row }: Entry<StepRow>): Promise<string> => {
    const said: Again = await line.again(row.call, row.busySince === null ? row.saying : null);
    const until = row.next ?? { sentence: said.say.length, part: 0 };
    const seconds = row.next === null ? Number.POSITIVE_INFINITY : stretchSeconds;
    const { say } = stretch(said.say.slice(0, until.sentence + 1), row.shown, seconds);
    return render(row.kind === 'end' ? row : { ...row, kind: kindOf(said.expect) }, said, say);
  };

  /** What was begun to be said and could not have been heard to its end, before the news that cut it off. */
  const unheard = async (before: StepRow, news: Turn, now: number): Promise<Said> => {
    if (before.next === null && now >= before.spokenUntil) return news;
    const cut = await line.again(before.call, before.saying);
    return { ...news, prompts: [...cut.prompts, ...news.prompts], say: [...cut.say, ...news.say] };
  };

  const guarded = async (lang: Lang, work: () => Promise<string | null>): Promise<string | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      ports.log.error('A neighbour failed during a call', { port: error.port, room: 'phone/twilio' });
      const sorry: Prompt = { id: 'unavailable' };
      return farewell(lang, speak(lang, [sorry], { brand: '', host: '' }), voices, agent);
    }
  };

  const settleTaken = async (taken: Taken, url: string): Promise<string | null> => {
    if (taken.as === 'busy') return comeBack(url);
    return taken.as === 'retry' ? repeat(taken.entry) : null;
  };

  const advance = async (
    callSid: string,
    taken: Extract<Taken, { as: 'mine' | 'retry' }>,
    kind: StepKind | 'news',
    event: CallRequest['event'],
  ): Promise<string> => {
    const { before, entry } = taken;
    if (kind === 'news') {
      const now = clock.now();
      return answer(callSid, entry, await unheard(before, await line.news(before.call), now), start);
    }
    if (event.type === 'silence' && before.next !== null) {
      const more = await line.goOn(before.call, before.saying);
      return answer(callSid, entry, more, kindOf(more.expect) === 'end' ? start : before.next);
    }
    return answer(callSid, entry, await line.turn(before.call, event), start);
  };

  return {
    /** A call comes in. The first webhook of a call rings once; again within seconds it is answered as before. */
    ring: (request: CallRequest, lang: Lang): Promise<string | null> =>
      guarded(lang, async () => {
        const { callSid } = request;
        const url = `${issuer}/phone/twilio/calls${lang === 'en' ? '' : `/${lang}`}`;
        if (over.test(request.callStatus)) return null;
        const known = await steps.get(callSid);
        if (known !== null) return settleTaken(steps.again(known), url);
        const { from: callingNumber, to: calledNumber } = request;
        const vouched = request.attested ? { attested: true as const } : {};
        const ring = { channel: 'twilio', vendorId: callSid, lang, callingNumber, calledNumber, ...vouched } as const;
        const turn = await line.ring(ring);
        const mine = await steps.begin(callSid, turn.call);
        return mine === null ? comeBack(url) : answer(callSid, mine, turn, start);
      }),

    /** The caller's answer to a step, or what Twilio fetches after a live-call update. */
    step: (kind: StepKind | 'news', token: string, request: CallRequest, lang: Lang): Promise<string | null> =>
      guarded(lang, async () => {
        const taken = await steps.take(request.callSid, kind, token);
        if (taken.as !== 'mine') return settleTaken(taken, addressOf(kind, token));
        return advance(request.callSid, taken, kind, request.event);
      }),

    /** Twilio says how the call stands. Only its end means anything here; the lease would have found out by itself. */
    async status({ callSid, callStatus }: CallRequest): Promise<void> {
      if (!over.test(callStatus)) return;
      const entry = await calls.byVendorId('twilio', callSid);
      if (entry !== null) await line.hangUp(entry.value.id, callStatus === 'failed' ? 'dropped' : 'caller');
    },

    /**
     * The journal of a call has grown: if the bot has something to say about it and is silent, Twilio is asked to come
     * for it now. For whoever changed something to call and not to wait for.
     */
    async nudge(id: CallId): Promise<void> {
      const call = (await calls.get(id))?.value;
      if (call === undefined || call.channel !== 'twilio' || call.endedAt !== null) return;
      if (!(await line.hasNews(id))) return;
      const token = await steps.callForNudge(call.vendorId);
      if (token !== null) await ports.update(call.vendorId, addressOf('news', token));
    },
  };
};

export type TwilioLine = ReturnType<typeof createTwilioLine>;
