/** What a log line may carry besides its constant sentence: ids, names of rooms and codes, and numbers. Nothing else exists. */
export type LogFields = {
  readonly call_id?: string;
  readonly grant_id?: string;
  readonly text_id?: string;
  readonly request_id?: string;
  readonly room?: string;
  /** A transaction's type. */
  readonly type?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly port?: string;
  readonly method?: string;
  readonly route?: string;
  readonly detail?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly count?: number;
};

/** Structured log. `sentence` is a constant; values go into fields, whose names and shapes are an allow-list. */
export type Log = {
  info(sentence: string, fields?: LogFields): void;
  warn(sentence: string, fields?: LogFields): void;
  error(sentence: string, fields?: LogFields): void;
};

const shapes: Record<keyof LogFields, RegExp | 'number'> = {
  call_id: /^call_[\w-]{22}$/,
  grant_id: /^grant_[\w-]{22}$/,
  text_id: /^text_[\w-]{22}$/,
  request_id: /^req_[\w-]{22}$/,
  room: /^[a-z/-]{1,40}$/,
  type: /^[a-z][a-z0-9_]{2,31}$/,
  code: /^[\w.-]{1,60}$/,
  reason: /^[a-z_]{1,60}$/,
  port: /^[a-z0-9/-]{1,40}$/,
  method: /^[A-Z]{1,10}$/,
  route: /^[\w/:{}*.-]{1,80}$/,
  detail: /^[a-z][a-z ,'-]{0,120}$/i,
  status: 'number',
  ms: 'number',
  count: 'number',
};

/**
 * A log that writes one JSON object a line to `write`. Keeps only the fields of {@link LogFields} whose value has the
 * field's shape; anything else is replaced by `"[dropped]"`, so that a mistake loses a detail instead of leaking one.
 */
export const createLog = (write: (line: string) => void, now: () => number): Log => {
  const line =
    (level: string) =>
    (sentence: string, fields: LogFields = {}) => {
      const kept: Record<string, string | number> = {};
      for (const [name, value] of Object.entries(fields)) {
        const shape = shapes[name as keyof LogFields];
        if (shape === undefined || value === undefined) continue;
        const fits = shape === 'number' ? Number.isFinite(value) : typeof value === 'string' && shape.test(value);
        kept[name] = fits ? value : '[dropped]';
      }
      write(JSON.stringify({ at: now(), level, message: sentence, ...kept }));
    };
  return { info: line('info'), warn: line('warn'), error: line('error') };
};

/** A log that keeps nothing. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };
