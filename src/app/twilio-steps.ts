import type { Prompt } from '#conversation';
import type { CallId, Clock, Json, Random } from '#core';
import { constantTimeEqual } from '#core';
import { type Place, start } from '#phone/twilio';
import type { Entry, Store } from '#store';

/** What the present document of a call listens for; `end` for nothing. */
export type StepKind = 'listen' | 'wait' | 'secret' | 'end';

/**
 * Where a call from Twilio stands: the one address that may be asked next, and what is being said. The words themselves
 * are not kept, they hold digits; `saying` are the prompts they are made from again (decision 0007). Instants are
 * NumericDate seconds.
 */
export type StepRow = {
  readonly call: CallId;
  readonly step: number;
  readonly kind: StepKind;
  /** 128 random bits, good once, for this call and this step. No credential: without Twilio's signature it opens nothing. */
  readonly token: string;
  readonly issuedAt: number;
  /** The step before: its request coming again within seconds gets the same document again. */
  readonly before: { readonly token: string; readonly at: number } | null;
  /** A request for the step is at work since then. */
  readonly busySince: number | null;
  readonly saying: readonly Prompt[];
  /** Where the stretch being said began, and where the next begins; `next` null when it was the last. */
  readonly shown: Place;
  readonly next: Place | null;
  readonly spokenUntil: number;
  /** A live-call update that Twilio was asked for: the address it will fetch. */
  readonly nudge: { readonly token: string; readonly at: number } | null;
};

/** How long a step waits for its answer, and how long Twilio's own second attempt is answered as the first (seconds). */
const stepSeconds = 300;
const retrySeconds = 30;
/** A turn that has taken this long has died. */
const crashedSeconds = 20;
/** Outlives every replay of a call's first webhook, which would otherwise ring again. */
const keepSeconds = 7 * 86_400;

const key = (callSid: string) => ['twilio', 'call', callSid] as const;
const isSame = (token: string, other: string | undefined): boolean =>
  other !== undefined && constantTimeEqual(token, other);

/** What a token means now. `mine`: it was consumed by this request and by no other. */
export type Taken =
  | { readonly as: 'mine' | 'retry'; readonly entry: Entry<StepRow>; readonly before: StepRow }
  | { readonly as: 'busy' | 'refused' };

/** The steps of calls from Twilio: each consumed once, in one commit, over all processes. */
export const createSteps = (ports: { readonly store: Store; readonly clock: Clock; readonly random: Random }) => {
  const { store, clock } = ports;
  const newToken = () => ports.random.bytes(16).toString('base64url');
  const get = (callSid: string) => store.get(key(callSid)) as Promise<Entry<StepRow> | null>;
  const write = async (callSid: string, version: string | null, row: StepRow): Promise<Entry<StepRow> | null> => {
    const put = { put: key(callSid), value: row as unknown as Json, expiresAt: clock.now() + keepSeconds };
    const done = await store.commit({ checks: [{ key: key(callSid), version }], writes: [put] });
    return done.ok ? { key: key(callSid), value: row, version: done.version } : null;
  };

  /** Is this the request of the step just answered, asked again because its answer was late or lost? */
  const retry = (entry: Entry<StepRow>, token: string | null): Taken => {
    const row = entry.value;
    const now = clock.now();
    const same = token === null ? row.step === 1 : isSame(token, row.before?.token);
    const at = token === null ? row.issuedAt : (row.before?.at ?? 0);
    if (!same || now - at > retrySeconds) return { as: 'refused' };
    if (row.busySince !== null && now - row.busySince < crashedSeconds) return { as: 'busy' };
    return { as: 'retry', entry, before: row };
  };

  return {
    get,

    /** Begins the steps of a call; null when they have begun. */
    begin(callSid: string, call: CallId): Promise<Entry<StepRow> | null> {
      const now = clock.now();
      return write(callSid, null, {
        call,
        step: 1,
        kind: 'listen',
        token: newToken(),
        issuedAt: now,
        before: null,
        busySince: now,
        saying: [],
        shown: start,
        next: null,
        spokenUntil: 0,
        nudge: null,
      });
    },

    /** What a repeated first webhook of a call may have. */
    again: (entry: Entry<StepRow>): Taken => retry(entry, null),

    /**
     * Consumes a token: it is exchanged for the next one in one commit, before anything is done. Of any number of
     * requests with the same token one is `mine`; within seconds the others are a `retry`, later they are `refused`.
     */
    async take(callSid: string, kind: StepKind | 'news', token: string): Promise<Taken> {
      for (;;) {
        const entry = await get(callSid);
        if (entry === null) return { as: 'refused' };
        const row = entry.value;
        const now = clock.now();
        const present =
          kind === 'news'
            ? isSame(token, row.nudge?.token) && now - (row.nudge?.at ?? 0) <= retrySeconds
            : isSame(token, row.token) && row.kind === kind && now - row.issuedAt <= stepSeconds;
        if (!present) return retry(entry, token);
        if (row.busySince !== null && now - row.busySince < crashedSeconds) return { as: 'busy' };
        const mine = await write(callSid, entry.version, {
          ...row,
          step: row.step + 1,
          token: newToken(),
          issuedAt: now,
          before: { token: kind === 'news' ? row.token : token, at: now },
          busySince: now,
          // An update that Twilio was asked for may still come after the caller's own answer; it must find its address.
          nudge: kind === 'news' ? null : row.nudge,
        });
        if (mine !== null) return { as: 'mine', entry: mine, before: row };
      }
    },

    /** Writes down what the step's document says and listens for. Fails only when the step is no longer this one. */
    async settle(
      callSid: string,
      mine: Entry<StepRow>,
      said: Pick<StepRow, 'kind' | 'saying' | 'shown' | 'next' | 'spokenUntil'>,
    ): Promise<StepRow> {
      const row = { ...mine.value, ...said, issuedAt: clock.now(), busySince: null };
      return (await write(callSid, mine.version, row))?.value ?? mine.value;
    },

    /** The address a live-call update will fetch; null when it is not the moment to interrupt. */
    async callForNudge(callSid: string): Promise<string | null> {
      const entry = await get(callSid);
      if (entry === null) return null;
      const row = entry.value;
      const now = clock.now();
      const listens = row.kind === 'wait' || row.kind === 'listen';
      const speaks = row.next !== null || now < row.spokenUntil;
      const asked = row.nudge !== null && now - row.nudge.at < 5;
      if (!listens || speaks || asked || row.busySince !== null) return null;
      const nudge = { token: newToken(), at: now };
      return (await write(callSid, entry.version, { ...row, nudge })) === null ? null : nudge.token;
    },
  };
};

export type Steps = ReturnType<typeof createSteps>;
