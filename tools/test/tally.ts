// Why this exists: the runner adds up several runs of node --test, and their totals must come from node itself, not from
// reading what it prints.
import type { TestEvent } from 'node:test/reporters';

/** Totals of one run. */
export type Tally = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly todo: number;
};

/** A reporter of node:test that writes the totals of the whole run as one line of JSON. */
export default async function* tally(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    if (event.type !== 'test:summary' || event.data.file !== undefined) continue;
    const { tests, passed, skipped, todo } = event.data.counts;
    // What was cancelled did not pass either.
    yield `${JSON.stringify({ passed, failed: tests - passed - skipped - todo, skipped, todo } satisfies Tally)}\n`;
  }
}
