import { PortError } from '#core';

const maxBytes = 65_536;

/**
 * A `fetch` for providers outside, whose answers are not trusted: it follows no redirect, waits no longer than `timeoutMs`
 * for the whole answer, and takes no more than 64 KB. @throws PortError `identity`, with the name of what happened.
 */
export const boundedFetch =
  (fetch: typeof globalThis.fetch, timeoutMs: number): typeof globalThis.fetch =>
  async (input, init) => {
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(input, { ...init, redirect: 'manual', signal: late });
      if (response.status >= 300 && response.status < 400) throw failure('answered with a redirect');
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of response.body ?? []) {
        size += chunk.byteLength;
        if (size > maxBytes) throw failure('answered with more than 64 KB');
        chunks.push(chunk);
      }
      const { status, headers } = response;
      return new Response(chunks.length === 0 ? null : Buffer.concat(chunks), {
        status,
        headers: new Headers(headers),
      });
    } catch (error) {
      if (error instanceof PortError) throw error;
      throw failure(late.aborted ? 'did not answer in time' : 'could not be reached', error);
    }
  };

const failure = (what: string, cause?: unknown) => new PortError('identity', what, { retryable: true, cause });

/** What a thrown failure of {@link boundedFetch} means for a verdict; anything unknown is `malformed`. */
export const reasonOf = (error: unknown): 'timeout' | 'unavailable' | 'malformed' => {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof PortError) {
      if (at.message.includes('in time')) return 'timeout';
      return at.message.includes('reached') ? 'unavailable' : 'malformed';
    }
  }
  return 'malformed';
};
