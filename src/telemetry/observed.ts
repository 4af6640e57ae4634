import type { AccountRecord } from '#account';
import type { CallId, Clock, Log } from '#core';
import type { PinVerifier } from '#identity';
import type { JournalEntry } from '#journal';
import type { TextSender } from '#message';
import type { Batch, Store } from '#store';
import type { Metrics } from './metrics.ts';
import { tell, tellable } from './told.ts';
import type { Tracing } from './tracing.ts';

/** The neighbours, and where what is seen of them goes. */
export type Observable = {
  readonly store: Store;
  readonly verifier: PinVerifier;
  readonly sender: TextSender;
  readonly record: AccountRecord;
};
type Sinks = { readonly log: Log; readonly clock: Clock; readonly metrics: Metrics; readonly tracing: Tracing };

const entriesIn = (batch: Batch): JournalEntry[] =>
  batch.writes.flatMap((write) =>
    'put' in write && write.put[0] === 'journal' && write.put[1] === 'entry'
      ? [write.value as unknown as JournalEntry]
      : [],
  );

/** A neighbour's own methods, held to it: one may be an object of a class. What it leaves out stays left out. */
const bound = <Port extends object>(port: Port): Port => {
  const names = new Set<string>();
  for (let at: object | null = port; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  names.delete('constructor');
  const entries = [...names].map((name) => {
    const value = (port as Record<string, unknown>)[name];
    return [name, typeof value === 'function' ? value.bind(port) : value];
  });
  return Object.fromEntries(entries) as Port;
};

/**
 * The same neighbours, watched: how long each took and whether it went well, and every journal entry once its commit has
 * happened. Changes no answer; what watching throws is nobody's.
 */
export const observed = (ports: Observable, { log, clock, metrics, tracing }: Sinks): Observable => {
  const timed = async <Result>(
    port: string,
    work: () => Promise<Result>,
    went: (result: Result) => string,
  ): Promise<Result> => {
    const began = clock.now();
    let outcome = 'error';
    try {
      const result = await tracing.span(port, work);
      outcome = went(result);
      return result;
    } finally {
      metrics.observe('port_seconds', clock.now() - began, port, outcome);
    }
  };

  const { store, verifier, sender, record } = ports;
  const commit: Store['commit'] = async (batch) => {
    const done = await timed(
      'store',
      () => store.commit(batch),
      ({ ok }) => (ok ? 'ok' : 'lost'),
    );
    if (!done.ok) return done;
    for (const entry of entriesIn(batch)) {
      tell(log, metrics, entry);
      tracing.fact(entry.call, entry.fact.kind, tellable(entry.fact as never));
    }
    return done;
  };
  const get: Store['get'] = (key) => {
    if (key[0] === 'call' && key[1] === 'row') tracing.about(key[2] as CallId);
    return store.get(key);
  };

  return {
    store: {
      get: tracing.isOn ? get : (key) => store.get(key),
      list: (prefix, options) => store.list(prefix, options),
      commit,
      sweep: (limit) => store.sweep(limit),
      close: () => store.close(),
    },
    verifier: {
      ...bound(verifier),
      verify: (...asked) =>
        timed(
          `identity/${verifier.name}`,
          () => verifier.verify(...asked),
          ({ verdict }) => verdict,
        ),
    },
    sender: {
      ...bound(sender),
      send: (text) =>
        timed(
          `message/${sender.name}`,
          () => sender.send(text),
          ({ result }) => result,
        ),
    },
    record: {
      ...bound(record),
      perform: (order) =>
        timed(
          'account',
          () => record.perform(order),
          ({ ok }) => (ok ? 'ok' : 'refused'),
        ),
    },
  };
};
