// A reporter for node:test that writes one line of JSON for each test: its name and how it ended.
import type { TestEvent } from 'node:test/reporters';

export type Verdict = { readonly name: string; readonly outcome: 'passed' | 'failed' | 'skipped' };

export default async function* verdicts(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, skip } = event.data;
    const isSkipped = skip !== undefined && skip !== false;
    const outcome = event.type === 'test:fail' ? 'failed' : isSkipped ? 'skipped' : 'passed';
    yield `${JSON.stringify({ name, outcome } satisfies Verdict)}\n`;
  }
}
