import type { AccountRecord, Performed } from '#account';
import type { AccountId, CallId, Clock, GrantId, Json, Log, Random } from '#core';
import { canonicalJson, newId, PortError, sha256 } from '#core';
import type { Fact, Journal } from '#journal';
import type { Batch, Entry, Store } from '#store';
import { batch } from '#store';
import type { AnyTransaction } from './define.ts';
import { type Evidence, type ReceiptClaims, type SignReceipt, wordDigests } from './receipt.ts';

/** What came of an order that was done: its receipt's id, the system's own reference, and the receipt as a signed JWS. */
export type Receipt = { readonly receipt: string; readonly reference: string; readonly signed: string };

/**
 * One order: the details a caller sent under one grant. `accepted` is the point of no return, made in the same commit
 * that consumes the grant; from then on it is carried through, after a crash too, with the grant as idempotency key.
 * Holds personal details for as long as the call's day; never journalled.
 */
export type OrderRow = {
  readonly grant: GrantId;
  readonly call: CallId;
  readonly account: AccountId;
  readonly type: string;
  readonly input: { readonly [field: string]: Json };
  readonly digest: string;
  /** Hash of the client's `Idempotency-Key`, by which a lost answer may be asked for again; null when none was sent. */
  readonly replayKey: string | null;
  readonly evidence: Evidence;
  readonly state: 'awaiting' | 'accepted' | 'done' | 'refused' | 'denied';
  readonly receipt: string | null;
  readonly reference: string | null;
  /** The signed receipt, kept so that whoever asks again gets the same bytes. */
  readonly signed: string | null;
  readonly reason: string | null;
};

export type Outcome =
  | { readonly state: 'awaiting' }
  | { readonly state: 'accepted' }
  | ({ readonly state: 'done' } & Receipt)
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'denied' }
  /** The grant could not be spent: it died or was spent while we looked. */
  | { readonly state: 'not_usable' }
  /** This grant was used already, with other details. */
  | { readonly state: 'different' };

type Ports = {
  store: Store;
  clock: Clock;
  random: Random;
  journal: Journal;
  record: AccountRecord;
  log: Log;
  catalogue: ReadonlyMap<string, AnyTransaction>;
  signReceipt: SignReceipt;
};

/** What `place` is given: whose order, what for, the checked details. */
export type Placed = Pick<OrderRow, 'grant' | 'call' | 'account' | 'type' | 'input' | 'replayKey' | 'evidence'>;

/** The parts that spend the grant (or, for a read-back, only hold it unchanged), or null when it cannot be used any more. */
export type Spend = () => Promise<Batch | null>;

const keepSeconds = 86_400;
const orderKey = (grant: GrantId) => ['order', 'row', grant] as const;
const pendingKey = (grant: GrantId) => ['order', 'pending', grant] as const;

/** One string for one set of details: equal details, equal digest. */
export const digestOf = (input: { readonly [field: string]: Json }): string => sha256(canonicalJson(input));

export const createOrders = (ports: Ports) => {
  const { store, clock, journal } = ports;
  const read = (grant: GrantId) => store.get(orderKey(grant)) as Promise<Entry<OrderRow> | null>;
  const put = (row: OrderRow) => ({
    put: orderKey(row.grant),
    value: row as unknown as Json,
    expiresAt: clock.now() + keepSeconds,
  });

  const outcomeOf = (row: OrderRow): Outcome => {
    if (row.state === 'done') {
      return { state: 'done', receipt: row.receipt ?? '', reference: row.reference ?? '', signed: row.signed ?? '' };
    }
    if (row.state === 'refused') return { state: 'refused', reason: row.reason ?? 'refused' };
    return { state: row.state };
  };

  /** The row of an order that was performed, with its receipt. @throws what the signer throws. */
  const finished = async (row: OrderRow, transaction: AnyTransaction, reference: string): Promise<OrderRow> => {
    const { subject, amr, authTime, jkt, lang } = row.evidence;
    const receipt = newId<string>(ports.random, 'rcpt');
    const claims: ReceiptClaims = {
      iat: Math.floor(clock.now()),
      jti: receipt,
      call: row.call,
      grant: row.grant,
      action: row.type,
      sub: subject,
      account: row.account,
      input_digest: row.digest,
      ...wordDigests(transaction, lang, row.input),
      outcome: 'done',
      reference,
      amr,
      auth_time: Math.floor(authTime),
      jkt,
    };
    return { ...row, state: 'done', receipt, reference, signed: await ports.signReceipt(claims) };
  };

  /** Carries an accepted order through and writes down how it ended. Repeating it is harmless. */
  const carryOut = async (grant: GrantId): Promise<Outcome> => {
    for (;;) {
      const entry = await read(grant);
      if (entry === null) return { state: 'not_usable' };
      const row = entry.value;
      if (row.state !== 'accepted') return outcomeOf(row);
      const transaction = ports.catalogue.get(row.type);
      if (transaction === undefined) throw new TypeError(`no transaction ${row.type} in the catalogue`);
      let performed: Performed;
      let next: OrderRow;
      try {
        performed = await transaction.run(ports.record, row.account, row.input, grant);
        next = performed.ok
          ? await finished(row, transaction, performed.reference)
          : { ...row, state: 'refused', reason: performed.reason };
      } catch (cause) {
        // Accepted but not known to be done: `resume` tries again with the same key.
        if (!(cause instanceof PortError && cause.retryable)) {
          ports.log.error('An order could not be carried out and will be tried again', {
            grant_id: grant,
            room: 'transaction',
          });
        }
        return { state: 'accepted' };
      }
      const fact: Fact = performed.ok
        ? { kind: 'transaction_done', grant, type: row.type, receipt: next.receipt ?? '' }
        : { kind: 'transaction_refused', grant, type: row.type, reason: performed.reason };
      const done = await store.commit(
        batch(await journal.append(row.call, [fact]), {
          checks: [{ key: entry.key, version: entry.version }],
          writes: [put(next), { delete: pendingKey(grant) }],
        }),
      );
      if (done.ok) return outcomeOf(next);
    }
  };

  /** The commit of acceptance: grant spent, order accepted, journal told, all or nothing. */
  const accept = async (row: OrderRow, previous: Entry<OrderRow> | null, spend: Spend, facts: readonly Fact[]) => {
    const spent = await spend();
    if (spent === null) return 'not_usable' as const;
    const done = await store.commit(
      batch(
        spent,
        { checks: [{ key: orderKey(row.grant), version: previous?.version ?? null }] },
        { writes: [put({ ...row, state: 'accepted' }), { put: pendingKey(row.grant), value: row.call }] },
        await journal.append(row.call, [
          ...facts,
          { kind: 'grant_consumed', grant: row.grant, type: row.type, digest: row.digest },
        ]),
      ),
    );
    return done.ok ? ('accepted' as const) : ('lost' as const);
  };

  return {
    /** The order of a grant as it stands, or null. */
    async get(grant: GrantId): Promise<OrderRow | null> {
      return (await read(grant))?.value ?? null;
    },

    /**
     * Places the order of a grant and carries it out. Guarantees: the grant is spent exactly when the order is accepted;
     * the account changes at most once; the same details again give the same outcome; other details are `different`.
     * With `confirm: 'call'` nothing is spent yet: the order waits for {@link answer}.
     */
    async place(placed: Placed, spend: Spend, confirm: 'page' | 'call'): Promise<Outcome> {
      const digest = digestOf(placed.input);
      for (;;) {
        const known = await read(placed.grant);
        if (known !== null && known.value.digest !== digest && known.value.state !== 'awaiting')
          return { state: 'different' };
        if (known !== null && known.value.digest === digest) {
          return known.value.state === 'accepted' ? carryOut(placed.grant) : outcomeOf(known.value);
        }
        const nothingYet = { receipt: null, reference: null, signed: null, reason: null };
        const row: OrderRow = { ...placed, digest, state: 'awaiting', ...nothingYet };
        if (confirm === 'call') {
          const held = await spend();
          if (held === null) return { state: 'not_usable' };
          const done = await store.commit(
            batch(
              held,
              { checks: [{ key: orderKey(row.grant), version: known?.version ?? null }], writes: [put(row)] },
              await journal.append(row.call, [{ kind: 'readback_asked', grant: row.grant, digest }]),
            ),
          );
          if (done.ok) return { state: 'awaiting' };
          continue;
        }
        const result = await accept(row, known, spend, [{ kind: 'details_sent', grant: row.grant, digest }]);
        if (result === 'not_usable')
          return (await read(placed.grant)) === null ? { state: 'not_usable' } : this.place(placed, spend, confirm);
        if (result === 'accepted') return carryOut(placed.grant);
      }
    },

    /** The outcome of an order that was accepted before, finished now if it was not. */
    again: (grant: GrantId): Promise<Outcome> => carryOut(grant),

    /**
     * The caller's yes or no on the phone to an order that waits for it. A yes spends the grant; a no leaves it to die.
     * `digest` names the details that were read back: a yes to others than those now waiting is `different`, because the
     * page may have sent new ones while the caller was listening (R-A11).
     */
    async answer(grant: GrantId, yes: boolean, digest: string, spend: Spend): Promise<Outcome> {
      for (;;) {
        const entry = await read(grant);
        if (entry === null) return { state: 'not_usable' };
        if (entry.value.state !== 'awaiting') return outcomeOf(entry.value);
        if (yes && entry.value.digest !== digest) return { state: 'different' };
        if (yes) {
          const result = await accept(entry.value, entry, spend, [{ kind: 'caller_said_yes', grant }]);
          if (result === 'accepted') return carryOut(grant);
          if (result === 'not_usable') return { state: 'not_usable' };
          continue;
        }
        const done = await store.commit(
          batch(await journal.append(entry.value.call, [{ kind: 'caller_said_no', grant }]), {
            checks: [{ key: entry.key, version: entry.version }],
            writes: [put({ ...entry.value, state: 'denied' })],
          }),
        );
        if (done.ok) return { state: 'denied' };
      }
    },

    /** Carries through what was accepted and never finished, such as after a crash. Answers how many are still open. */
    async resume(): Promise<number> {
      let open = 0;
      for (let after: readonly string[] | undefined; ; ) {
        const page = await store.list(['order', 'pending'], after === undefined ? {} : { after });
        for (const { key } of page) {
          const outcome = await carryOut(key[2] as GrantId);
          if (outcome.state === 'accepted') open += 1;
        }
        after = page.at(-1)?.key;
        if (after === undefined) return open;
      }
    },
  };
};

export type Orders = ReturnType<typeof createOrders>;
