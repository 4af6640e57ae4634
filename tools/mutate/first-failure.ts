// A reporter for node:test that ends the run at the first test that fails: for a mutant, one is enough.
import type { TestEvent } from 'node:test/reporters';

// biome-ignore lint/correctness/useYield: it has nothing to say but by its exit code
export default async function* firstFailure(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) if (event.type === 'test:fail') process.exit(1);
}
