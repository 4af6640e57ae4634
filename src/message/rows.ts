import type { CallId, Clock, E164, GrantId, Json, TextId } from '#core';
import type { Fact, Journal } from '#journal';
import type { Batch, Entry, Store, Write } from '#store';
import { batch } from '#store';
import type { Progress, TextFault } from './send.ts';

/** Where a text stands. `sending` and `unclear` are open: whether the provider has it is not known yet. */
export type TextState = 'sending' | 'unclear' | 'accepted' | 'sent' | 'delivered' | 'failed';

/** One text. Never its body. Kept for a day; instants are NumericDate seconds. */
export type TextRow = {
  readonly id: TextId;
  readonly call: CallId;
  readonly grant: GrantId;
  readonly to: E164;
  readonly segments: number;
  readonly at: number;
  readonly state: TextState;
  readonly providerId: string | null;
  readonly reason: TextFault | null;
};

/** Each state only follows one of a lower rank; the highest are final. Duplicates and stragglers change nothing. */
const ranks: Readonly<Record<TextState, number>> = {
  sending: 0,
  unclear: 1,
  accepted: 2,
  sent: 3,
  delivered: 4,
  failed: 4,
};

const keepSeconds = 86_400;
const rowKey = (id: TextId) => ['text', 'row', id] as const;
const openKey = (id: TextId) => ['text', 'open', id] as const;
const providerKey = (providerId: string) => ['text', 'provider', providerId] as const;

const isOpen = (state: TextState): boolean => state === 'sending' || state === 'unclear';

type Ports = {
  readonly store: Store;
  readonly clock: Clock;
  readonly journal: Journal;
  /** The text will not arrive: what kills its grant in the same commit, or null when somebody has redeemed it or it is dead. */
  readonly giveUp: GiveUp;
};

/** The death of a grant whose text will not arrive: the parts of a commit and the journal entry that goes with them. */
export type GiveUp = (grant: GrantId) => Promise<{ readonly parts: Partial<Batch>; readonly fact: Fact } | null>;

/** What a text's progress puts into the journal. */
const factsOf = (row: TextRow, before: TextState, died: boolean): readonly Fact[] => {
  const { grant, id: text, segments, state } = row;
  const sent: Fact[] = isOpen(before) ? [{ kind: 'text_sent', grant, text, segments }] : [];
  switch (state) {
    case 'accepted':
      return sent;
    case 'sent':
    case 'delivered':
      return [...sent, { kind: 'text_status', text, status: state }];
    case 'failed':
      return died
        ? [{ kind: 'text_failed', grant, text, reason: row.reason ?? 'undelivered' }]
        : [{ kind: 'text_status', text, status: 'failed' }];
    default:
      return [];
  }
};

/** The rows of texts: begun before the provider is asked, moved forwards by whatever is learnt, in any order, once. */
export const createTextRows = ({ store, clock, journal, giveUp }: Ports) => {
  const read = (id: TextId) => store.get(rowKey(id)) as Promise<Entry<TextRow> | null>;
  const put = (row: TextRow): Write => ({
    put: rowKey(row.id),
    value: row as unknown as Json,
    expiresAt: clock.now() + keepSeconds,
  });

  /**
   * Moves a text forwards. A state that does not follow the present one changes nothing and answers false. One that will
   * not arrive takes its grant with it in the same commit, unless somebody has redeemed that. `refused`: the provider never
   * took it, and so it is told as failed whatever has become of the grant.
   */
  const advance = async (
    id: TextId,
    next: { readonly state: 'unclear' } | Progress,
    extra: { readonly providerId?: string; readonly refused?: boolean } = {},
  ): Promise<boolean> => {
    for (;;) {
      const entry = await read(id);
      if (entry === null || ranks[next.state] <= ranks[entry.value.state]) return false;
      const providerId = entry.value.providerId ?? extra.providerId ?? null;
      const row: TextRow = {
        ...entry.value,
        state: next.state,
        providerId,
        reason: 'reason' in next ? next.reason : entry.value.reason,
      };
      const death = row.state === 'failed' ? await giveUp(row.grant) : null;
      const told = factsOf(row, entry.value.state, death !== null || extra.refused === true);
      const facts = death === null ? told : [...told, death.fact];
      const closes = isOpen(entry.value.state) && !isOpen(row.state);
      const done = await store.commit(
        batch(
          {
            checks: [{ key: entry.key, version: entry.version }],
            writes: [
              put(row),
              ...(closes ? [{ delete: openKey(id) }] : []),
              ...(providerId === null
                ? []
                : [{ put: providerKey(providerId), value: id, expiresAt: clock.now() + keepSeconds }]),
            ],
          },
          death?.parts ?? {},
          facts.length > 0 ? await journal.append(row.call, facts) : {},
        ),
      );
      if (done.ok) return true;
    }
  };

  return {
    advance,
    read,
    /** Written down before the provider is asked, so that even a crash leaves something to clear up. */
    async begin(row: Omit<TextRow, 'state' | 'providerId' | 'reason' | 'at'>): Promise<void> {
      const at = clock.now();
      const full: TextRow = { ...row, at, state: 'sending', providerId: null, reason: null };
      await store.commit({
        checks: [{ key: rowKey(row.id), version: null }],
        writes: [put(full), { put: openKey(row.id), value: at, expiresAt: at + keepSeconds }],
      });
    },
    /** Texts that may or may not be at the provider, oldest first. */
    async open(): Promise<TextRow[]> {
      const entries = await store.list(['text', 'open'], { limit: 100 });
      const rows = await Promise.all(entries.map((entry) => read(entry.key[2] as TextId)));
      return rows.flatMap((row) => (row === null ? [] : [row.value])).sort((a, b) => a.at - b.at);
    },
    /** Is this message of the provider known to be one of our texts already? */
    claimed: async (providerId: string): Promise<boolean> => (await store.get(providerKey(providerId))) !== null,
  };
};

export type TextRows = ReturnType<typeof createTextRows>;
