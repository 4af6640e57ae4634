import type { Call, Calls, Channel, EndedHow, Lang } from '#call';
import { isLive, longestCallSeconds } from '#call';
import type {
  ConversationEvent,
  ConversationPolicy,
  ConversationState,
  Delivery,
  Expect,
  Prompt,
  SpeakingContext,
} from '#conversation';
import { begin, expectOf, listen, speak } from '#conversation';
import type { CallId, Clock, E164, Json, Log } from '#core';
import { canonicalJson, Secret } from '#core';
import type { Grants } from '#grant';
import type { Journal } from '#journal';
import type { Entry, Store } from '#store';
import { batch } from '#store';
import type { AnyTransaction, Orders } from '#transaction';
import { fill, wordsIn } from '#transaction';
import type { CarryOut } from './carry-out.ts';

/** What a channel gets back: what to say, and what to listen for. */
export type Turn = {
  readonly call: CallId;
  readonly lang: Lang;
  readonly say: readonly string[];
  readonly expect: Expect;
  /** The prompts of `say`, one for each sentence. */
  readonly prompts: readonly Prompt[];
  /** Counts the turns of a call from 1, so that a channel that asks twice can say which answer it has. */
  readonly number: number;
};

/** A call as a channel announces it. */
export type Ring = {
  readonly channel: Channel;
  readonly vendorId: string;
  readonly lang: Lang;
  readonly callingNumber: E164 | null;
  /** Does the network vouch for the calling number? */
  readonly attested?: true;
  readonly calledNumber: E164 | null;
};

type Ports = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Journal;
  readonly calls: Calls;
  readonly grants: Grants;
  readonly orders: Orders;
  readonly catalogue: ReadonlyMap<string, AnyTransaction>;
  readonly policy: ConversationPolicy;
  readonly delivery: Delivery;
  readonly brand: string;
  readonly host: string;
  readonly graceSeconds: number;
  readonly carryOut: CarryOut;
};

/** What was said, said again: one sentence for each prompt, empty where its secret is gone. */
export type Again = Pick<Turn, 'lang' | 'prompts' | 'say' | 'expect'>;

/** How much longer than the lease a call without a grant may take for one turn (seconds). */
const unhurriedSeconds = 120;

/** Thrown to a channel that asks about a call there is not. */
export class UnknownCall extends Error {}

/** The voice side of a call: what channels may do. Each answer is complete; nothing of a turn is kept but the call's row. */
export const createLine = (ports: Ports) => {
  const { calls, clock, grants, journal, store } = ports;
  /** Turns of one call run one after another in this process; between processes the row's version decides. */
  const running = new Map<CallId, Promise<unknown>>();

  const inTurn = async <Result>(id: CallId, work: () => Promise<Result>): Promise<Result> => {
    const before = running.get(id) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined);
    running.set(id, settled);
    try {
      return await mine;
    } finally {
      if (running.get(id) === settled) running.delete(id);
    }
  };

  const need = async (id: CallId): Promise<Entry<Call>> => {
    const entry = await calls.get(id);
    if (entry === null) throw new UnknownCall();
    return entry;
  };

  /** Ends a call and, in the same commit, its grant. Ending an ended call changes nothing. */
  const end = async (id: CallId, how: EndedHow): Promise<void> => {
    for (;;) {
      const entry = await need(id);
      if (entry.value.endedAt !== null) return;
      const grant = entry.value.grant === null ? null : await grants.get(entry.value.grant);
      const dies = grant !== null && (grant.grant.state === 'offered' || grant.grant.state === 'redeemed');
      const death = dies ? grants.death(grant, 'hung_up') : null;
      const now = clock.now();
      const done = await store.commit(
        batch(
          await calls.change(entry, { endedAt: now, ended: how, leaseUntil: Math.min(entry.value.leaseUntil, now) }, [
            ...(death === null ? [] : [death.fact]),
            { kind: 'call_ended', how },
          ]),
          death?.parts ?? {},
        ),
      );
      if (done.ok) return;
    }
  };

  /** The line is silent where it should not be: with grace the lease may still run a little, without it the call is over. */
  const drop = async (id: CallId): Promise<void> => {
    if (ports.graceSeconds === 0) return end(id, 'dropped');
    for (;;) {
      const entry = await need(id);
      const until = Math.min(entry.value.leaseUntil, clock.now() + ports.graceSeconds);
      if (entry.value.endedAt !== null || until === entry.value.leaseUntil) return;
      if ((await store.commit(await calls.change(entry, { leaseUntil: until }))).ok) return;
    }
  };

  /** A beat. A lease that had lapsed kills the grant before the line counts as live again: nothing revives. */
  const beat = async (id: CallId): Promise<'live' | 'ended'> => {
    for (;;) {
      const state = await calls.beat(id);
      if (state === 'unknown') throw new UnknownCall();
      if (state === 'renewed') return 'live';
      if (state === 'ended') return 'ended';
      const entry = await need(id);
      if (entry.value.startedAt + longestCallSeconds <= clock.now()) {
        await end(id, 'limit');
        return 'ended';
      }
      if (entry.value.grant !== null) await grants.kill(entry.value.grant, 'lease_lapsed');
      const leaseUntil = clock.now() + calls.leaseSeconds;
      await store.commit(await calls.change(entry, { leaseUntil }, [{ kind: 'lease_lapsed' }]));
    }
  };

  /** The words of each prompt; empty for one whose secret is not at hand any more. */
  const words = async (call: Call, prompts: readonly Prompt[]): Promise<string[]> => {
    const grant = call.grant === null ? null : ((await grants.get(call.grant))?.grant ?? null);
    const order = grant === null ? null : await ports.orders.get(grant.id);
    const transaction = order === null ? undefined : ports.catalogue.get(order.type);
    const said = transaction === undefined ? undefined : wordsIn(transaction, call.lang);
    const context: SpeakingContext = {
      brand: ports.brand,
      host: ports.host,
      ...(grant === null ? {} : { digits: grants.digits(grant) }),
      ...(grant?.delivery === 'voice' ? { pageCode: grants.pageCode(grant) } : {}),
      ...(order === null || said === undefined
        ? {}
        : {
            readback: new Secret(fill(said.readback, said, order.input)),
            done: new Secret(fill(said.done, said, order.input)),
          }),
    };
    return prompts.map((prompt) => speak(call.lang, [prompt], context)[0] ?? '');
  };

  const turnOf = (call: Call, state: ConversationState, prompts: readonly Prompt[], said: readonly string[]): Turn => ({
    call: call.id,
    lang: state.lang,
    say: said.filter((sentence) => sentence !== ''),
    prompts: prompts.filter((_, index) => said[index] !== ''),
    expect: expectOf(ports.policy, state),
    number: call.said?.turn ?? 0,
  });

  const stateOf = (call: Call): ConversationState => call.conversation as unknown as ConversationState;

  /**
   * Until when a call counts as live after this turn. With a grant about, exactly the lease. Before there is one nothing
   * hangs on it, and a channel that speaks long prompts and waits for slow keys in one go must not lose the call.
   */
  const leaseAfterTurn = (call: Call): number =>
    clock.now() + calls.leaseSeconds + (call.channel !== 'handset' && call.grant === null ? unhurriedSeconds : 0);

  /** The last turn's words once more, from the names that were kept; what is not at hand any more is left out. */
  const lastSaid = async ({ value }: Entry<Call>): Promise<Turn> => {
    const state: ConversationState = value.endedAt === null ? stateOf(value) : { ...stateOf(value), step: 'ended' };
    const prompts = (value.said?.prompts ?? []) as unknown as readonly Prompt[];
    return turnOf(value, state, prompts, await words(value, prompts));
  };

  const run = async (id: CallId, first: ConversationEvent | null, after?: number): Promise<Turn> => {
    const startedWith = (await need(id)).value.conversation;
    let state = startedWith as unknown as ConversationState;
    const prompts: Prompt[] = [];
    const events: ConversationEvent[] = first === null ? [] : [first];
    for (let looked = false; ; ) {
      const event = events.shift();
      if (event === undefined) {
        if (looked || state.step === 'ended') break;
        looked = true;
        const { grant } = (await need(id)).value;
        // What time has decided is said in this turn, not after the next round of chores.
        if (grant !== null) await grants.settle(grant);
        events.push({ type: 'screen', entries: await journal.read(id, state.spokenSeq) });
        continue;
      }
      const decision = listen(ports.policy, state, event);
      state = decision.state;
      for (const command of decision.commands) {
        const answer = await ports.carryOut(id, command, state);
        if (answer !== null) events.unshift(answer);
        // What a command wrote into the journal is spoken in this turn, not in the next.
        looked = false;
      }
      prompts.push(...decision.say);
    }
    for (;;) {
      const entry = await need(id);
      if (canonicalJson(entry.value.conversation) !== canonicalJson(startedWith)) {
        // Another process took this call's turn; its words were said, ours are not. Asked twice, both give its answer.
        const theirs = await lastSaid(entry);
        return after === undefined ? { ...theirs, say: [], prompts: [] } : theirs;
      }
      const said = { turn: (entry.value.said?.turn ?? 0) + 1, prompts: prompts as unknown as Json };
      const next = { conversation: state as unknown as Json, lang: state.lang, said };
      const live = isLive(entry.value, clock.now());
      const leaseUntil = live && entry.value.endedAt === null ? leaseAfterTurn(entry.value) : entry.value.leaseUntil;
      const changed = await calls.change(entry, { ...next, leaseUntil });
      const done = await store.commit(live ? { ...changed, before: entry.value.leaseUntil } : changed);
      if (!done.ok) continue;
      const call = { ...entry.value, ...next };
      const sentences = await words(call, prompts);
      if (state.step === 'ended') await end(id, state.transferred ? 'transferred' : 'bot');
      return turnOf(call, state, prompts, sentences);
    }
  };

  const onLiveCall = (id: CallId, event: ConversationEvent | null, after?: number): Promise<Turn> =>
    inTurn(id, async () => {
      const alive = (await beat(id)) === 'live';
      const entry = await need(id);
      if (after !== undefined && (entry.value.said?.turn ?? 0) !== after) return lastSaid(entry);
      return alive ? run(id, event, after) : { ...(await lastSaid(entry)), say: [], prompts: [] };
    });

  const again = async (id: CallId, prompts: readonly Prompt[] | null): Promise<Again> => {
    const { value } = await need(id);
    const state: ConversationState = value.endedAt === null ? stateOf(value) : { ...stateOf(value), step: 'ended' };
    const wanted = prompts ?? state.last;
    return {
      lang: value.lang,
      prompts: wanted,
      say: await words(value, wanted),
      expect: expectOf(ports.policy, state),
    };
  };

  return {
    /** The phone rings: the call begins (once per vendor id) and the bot speaks first. */
    async ring(ring: Ring): Promise<Turn> {
      const conversation = begin(ring.lang, ports.delivery) as unknown as Json;
      const call = await calls.start({ ...ring, conversation });
      return inTurn(call.id, () => run(call.id, { type: 'started' }));
    },

    /**
     * The caller's turn, or a silence (which in the wait loop is the heartbeat). Renews the lease first. With `after`,
     * the number of the turn the channel heard last, a turn that was taken already is not taken twice: its words come again.
     */
    turn: (
      id: CallId,
      event: Extract<ConversationEvent, { type: 'speech' | 'digits' | 'silence' }>,
      after?: number,
    ): Promise<Turn> => onLiveCall(id, event, after),

    /** The last turn's words again; takes no turn, renews the lease. For words that were lost or are said in parts. */
    lastTurn: (id: CallId): Promise<Turn> =>
      inTurn(id, async () => {
        await beat(id);
        for (;;) {
          const entry = await need(id);
          if (entry.value.endedAt !== null || entry.value.grant !== null) return lastSaid(entry);
          const renewed = await calls.change(entry, { leaseUntil: leaseAfterTurn(entry.value) });
          if ((await store.commit(renewed)).ok) return lastSaid(entry);
        }
      }),

    /** A sign of life that is nobody's turn: renews the lease and says what has happened on the screen, if anything. */
    news: (id: CallId): Promise<Turn> => onLiveCall(id, null),

    /** A sign of life and no more, while something long is being said. What is to be said of these prompts comes back. */
    goOn: (id: CallId, prompts: readonly Prompt[]): Promise<Again> =>
      inTurn(id, async () => {
        await beat(id);
        return again(id, prompts);
      }),

    /** These prompts once more (or what "repeat" would repeat); changes nothing, renews nothing. */
    again: (id: CallId, prompts: readonly Prompt[] | null): Promise<Again> => again(id, prompts),

    /** Has something happened that the bot would speak about now? */
    hasNews: (id: CallId): Promise<boolean> =>
      inTurn(id, async () => {
        const { value } = await need(id);
        if (value.endedAt !== null) return false;
        const state = stateOf(value);
        const entries = await journal.read(id, state.spokenSeq);
        return listen(ports.policy, state, { type: 'screen', entries }).say.length > 0;
      }),

    /** The caller hung up, or the line was lost. */
    hangUp: (id: CallId, how: 'caller' | 'dropped'): Promise<void> =>
      inTurn(id, () => (how === 'dropped' ? drop(id) : end(id, 'caller'))),

    /** Ends every call whose lease has lapsed without a word. Answers how many. */
    async sweep(): Promise<number> {
      let ended = 0;
      for (const call of await calls.open()) {
        if (isLive(call, clock.now())) continue;
        await inTurn(call.id, () => end(call.id, 'lease_lapsed'));
        ended += 1;
      }
      return ended;
    },
  };
};

export type Line = ReturnType<typeof createLine>;
