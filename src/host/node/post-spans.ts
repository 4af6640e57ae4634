import type { Log } from '#core';

/** Hands spans to the collector. Its trouble is told once, and once more when it is over; nobody waits for it. */
export const postSpans = (log: Log) => {
  let failing = false;
  return async (url: string, headers: Readonly<Record<string, string>>, body: string): Promise<void> => {
    const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(5000) }).catch(() => null);
    await answer?.arrayBuffer();
    const fails = answer?.ok !== true;
    if (fails && !failing) log.warn('The collector of traces does not take them', { port: 'telemetry' });
    if (!fails && failing) log.info('The collector of traces takes them again', { port: 'telemetry' });
    failing = fails;
  };
};
