import type { AccountId, CallId, Clock, E164, GrantId, Json, Random, SubjectId } from '#core';
import { clockSkewSeconds, newId, PortError } from '#core';
import type { Fact, Journal } from '#journal';
import type { Batch, Entry, Store } from '#store';
import { batch } from '#store';

export type Channel = 'handset' | 'twilio' | 'connect';
/** A language by its code, such as `en`: one of those an installation has the words for (`VOICEGRANT_LANGUAGES`). */
export type Lang = string;
export type EndedHow = 'caller' | 'bot' | 'dropped' | 'transferred' | 'lease_lapsed' | 'limit';

/** What identity hands on: who is on the line, and where their texts go. `authTime` is NumericDate seconds. */
export type VerifiedCaller = {
  readonly subject: SubjectId;
  readonly account: AccountId;
  /** The number on file; null when there is none or the provider has not verified it. */
  readonly numberOnFile: E164 | null;
  readonly amr: readonly string[];
  readonly authTime: number;
};

/** Who the caller says to be, before anybody has checked it. Whether there is such a person is told by nothing but `numberOnFile`. */
export type ClaimedCaller = Pick<VerifiedCaller, 'subject' | 'account' | 'numberOnFile'> & {
  /** The name the identity provider's login must answer with; null for a user id that nobody has. */
  readonly signsInAs: string | null;
};

/** One telephone call. Instants are NumericDate seconds. */
export type Call = {
  readonly id: CallId;
  readonly channel: Channel;
  /** The vendor's own name for this call (Connect contact id, Twilio CallSid). */
  readonly vendorId: string;
  readonly lang: Lang;
  readonly callingNumber: E164 | null;
  /** The network vouches for the calling number (STIR/SHAKEN attestation A). Absent where nobody does. */
  readonly attested?: true;
  readonly calledNumber: E164 | null;
  readonly startedAt: number;
  readonly leaseUntil: number;
  /** When the lease was last renewed, by the clock of the process that did; absent in rows of an older version. */
  readonly renewedAt?: number;
  readonly endedAt: number | null;
  readonly ended: EndedHow | null;
  readonly caller: VerifiedCaller | null;
  /** Who is to sign in on their own screen, where that is how callers are verified. Authorises nothing. */
  readonly claimed?: ClaimedCaller;
  /** The grant the call is about now, if any. */
  readonly grant: GrantId | null;
  /** Digit attempts spent by grants of this call that are dead now; the call's own cap counts them. */
  readonly attemptsSpent: number;
  /** The conversation's own state, kept for it between turns. */
  readonly conversation: Json;
  /** The number of the last turn and the names of what it said, so that a lost answer can be said again; never the words. */
  readonly said?: { readonly turn: number; readonly prompts: Json };
};

/** Is the call alive at this instant: not ended, and its lease has not lapsed? */
export const isLive = (call: Pick<Call, 'endedAt' | 'leaseUntil'>, now: number): boolean =>
  call.endedAt === null && call.leaseUntil > now;

/** No call goes on for longer (seconds): a line held open by a machine would hold its lease for ever (threat T-44). */
export const longestCallSeconds = 3600;

/** One call that was dated by another clock must not keep the others from being seen. */
const nullOfCall = (error: unknown): null => {
  if (error instanceof PortError && error.port === 'call') return null;
  throw error;
};

/** How many seconds a call row outlives its last change: long enough for the page to say that the call has ended. */
const keepSeconds = 86_400;

export type Calls = {
  /**
   * Starts a call, or answers the one that `vendorId` already started (vendors send twice). Commits the row, the vendor
   * id's index and the journal's first entry together.
   */
  start(
    begin: Pick<Call, 'channel' | 'vendorId' | 'lang' | 'callingNumber' | 'attested' | 'calledNumber' | 'conversation'>,
  ): Promise<Call>;
  get(id: CallId): Promise<Entry<Call> | null>;
  byVendorId(channel: Channel, vendorId: string): Promise<Entry<Call> | null>;
  /** Calls that have neither ended nor been swept, oldest first. */
  open(): Promise<Call[]>;
  /** The parts of a commit that turn `entry` into `next` and write `facts`; fails as a whole when the row has changed since. */
  change(entry: Entry<Call>, next: Partial<Omit<Call, 'id'>>, facts?: readonly Fact[]): Promise<Batch>;
  /**
   * A beat from the voice side: the lease runs `leaseSeconds` from now. A lease that has lapsed (or a call of more than an hour), or a call that has
   * ended, is not renewed: the answer is `lapsed` or `ended`, and whoever asked must see to the grant first.
   */
  beat(id: CallId): Promise<'renewed' | 'lapsed' | 'ended' | 'unknown'>;
  readonly leaseSeconds: number;
};

const rowKey = (id: CallId) => ['call', 'row', id] as const;
const openKey = (id: CallId) => ['call', 'open', id] as const;
const vendorKey = (channel: Channel, vendorId: string) => ['call', 'vendor', channel, vendorId] as const;

export const createCalls = (ports: {
  store: Store;
  clock: Clock;
  random: Random;
  journal: Journal;
  leaseSeconds: number;
}): Calls => {
  const { store, clock, journal, leaseSeconds } = ports;
  const get = async (id: CallId): Promise<Entry<Call> | null> => {
    const entry = (await store.get(rowKey(id))) as Entry<Call> | null;
    // By our clock this lease would go on long after the call: better no answer than a wrong one.
    if (entry !== null && (entry.value.renewedAt ?? 0) > clock.now() + clockSkewSeconds)
      throw new PortError('call', 'the clocks of two processes differ; see that all follow NTP', { retryable: true });
    return entry;
  };

  const change: Calls['change'] = async (entry, next, facts = []) => {
    const now = clock.now();
    const renewed = (next.leaseUntil ?? 0) > entry.value.leaseUntil ? { renewedAt: now } : {};
    const call = { ...entry.value, ...next, ...renewed };
    return batch(
      {
        checks: [{ key: entry.key, version: entry.version }],
        writes: [
          { put: entry.key, value: call as unknown as Json, expiresAt: now + keepSeconds },
          ...(call.endedAt === null ? [] : [{ delete: openKey(call.id) }]),
        ],
      },
      facts.length > 0 ? await journal.append(call.id, facts) : {},
    );
  };

  const byVendorId: Calls['byVendorId'] = async (channel, vendorId) => {
    const index = await store.get<string>(vendorKey(channel, vendorId));
    return index === null ? null : get(index.value as CallId);
  };

  return {
    leaseSeconds,
    get,
    byVendorId,
    change,
    async start(begin) {
      for (;;) {
        const known = await byVendorId(begin.channel, begin.vendorId);
        if (known !== null) return known.value;
        const now = clock.now();
        const call: Call = {
          ...begin,
          id: newId<CallId>(ports.random, 'call'),
          startedAt: now,
          leaseUntil: now + leaseSeconds,
          renewedAt: now,
          endedAt: null,
          ended: null,
          caller: null,
          grant: null,
          attemptsSpent: 0,
        };
        const vendor = vendorKey(begin.channel, begin.vendorId);
        const expiresAt = now + keepSeconds;
        const done = await store.commit(
          batch(
            {
              checks: [{ key: vendor, version: null }],
              writes: [
                { put: vendor, value: call.id, expiresAt },
                { put: rowKey(call.id), value: call as unknown as Json, expiresAt },
                { put: openKey(call.id), value: now, expiresAt },
              ],
            },
            await journal.append(call.id, [{ kind: 'call_started', channel: begin.channel, lang: begin.lang }]),
          ),
        );
        if (done.ok) return call;
      }
    },
    async open() {
      const calls: Call[] = [];
      let page = await store.list(['call', 'open']);
      while (page.length > 0) {
        const rows = await Promise.all(page.map((entry) => get(entry.key[2] as CallId).catch(nullOfCall)));
        calls.push(...rows.flatMap((row) => (row === null ? [] : [row.value])));
        page = await store.list(['call', 'open'], { after: page.at(-1)!.key });
      }
      return calls.sort((a, b) => a.startedAt - b.startedAt);
    },
    async beat(id) {
      for (;;) {
        const entry = await get(id);
        if (entry === null) return 'unknown';
        if (entry.value.endedAt !== null) return 'ended';
        const now = clock.now();
        if (entry.value.leaseUntil <= now || entry.value.startedAt + longestCallSeconds <= now) return 'lapsed';
        const renewed = await change(entry, { leaseUntil: now + leaseSeconds });
        // A renewal that a power cut takes back ends the call sooner, and the turn that follows syncs it anyway.
        const done = await store.commit({ ...renewed, before: entry.value.leaseUntil, sync: 'later' });
        if (done.ok) return 'renewed';
      }
    },
  };
};
