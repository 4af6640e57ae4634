/** How long a neighbour at AWS may take: a caller waits on the line, and Connect gives a Lambda eight seconds in all. */
export const impatient = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 1500, throwOnRequestTimeout: true },
} as const;

/** Runs `open` once and keeps what it gave; a failure is not kept, so that the next event tries again. */
export const once = <Value>(open: () => Promise<Value>): (() => Promise<Value>) => {
  let opened: Promise<Value> | null = null;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
};
