import { PortError } from '#core';

const maxBytes = 65_536;

/** What an answer that cannot be used says about a PIN: never anything but `cannot_say`, with this reason. */
export type NoAnswerReason = 'timeout' | 'unavailable' | 'malformed';

/** A provider that could not be heard, or not believed. Quotes nothing that was sent or received. */
class NoAnswer extends PortError {
  readonly reason: NoAnswerReason;

  constructor(reason: NoAnswerReason, what: string, cause?: unknown) {
    super('identity', what, { retryable: true, cause });
    this.reason = reason;
  }
}

/**
 * The one way a provider is asked over HTTP, whose answers are not trusted: follows no redirect, waits no longer than
 * `timeoutMs` for the whole answer with its body, and takes no more than 64 KB. @throws PortError `identity`, which
 * {@link reasonOf} reads.
 */
export const boundedFetch =
  (fetch: typeof globalThis.fetch, timeoutMs: number): typeof globalThis.fetch =>
  async (input, init) => {
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(input, { ...init, redirect: 'manual', signal: late });
      const { status, headers } = response;
      if (status < 200 || (status >= 300 && status < 400)) {
        await response.body?.cancel();
        throw new NoAnswer('malformed', 'answered with a redirect');
      }
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of response.body ?? []) {
        size += chunk.byteLength;
        if (size > maxBytes) throw new NoAnswer('malformed', 'answered with more than 64 KB');
        chunks.push(chunk);
      }
      return new Response(chunks.length === 0 ? null : Buffer.concat(chunks), {
        status,
        headers: new Headers(headers),
      });
    } catch (error) {
      if (error instanceof NoAnswer) throw error;
      if (late.aborted) throw new NoAnswer('timeout', 'did not answer in time', error);
      throw new NoAnswer('unavailable', 'could not be reached', error);
    }
  };

/** What a thrown failure of {@link boundedFetch}, or of a library around it, means; anything unknown is `malformed`. */
export const reasonOf = (error: unknown): NoAnswerReason => {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof NoAnswer) return at.reason;
  }
  return 'malformed';
};
