/** One line of a journal, without what an operator need not see. */
export type Line = {
  readonly seq: number;
  readonly at: number;
  readonly room: string;
  readonly kind: string;
  readonly type?: string;
  readonly reason?: string;
  readonly how?: string;
  readonly verdict?: string;
  readonly guard?: string;
  readonly left?: number;
  readonly channel?: string;
  readonly lang?: string;
  readonly status?: string;
  readonly code?: string;
};

export type Call = { readonly id: string; readonly lines: Line[] };

/** The steps of a call that goes well, in their order. */
export const steps = ['rang', 'verified', 'texted', 'opened', 'redeemed', 'done'] as const;
export type Step = (typeof steps)[number];

const reaches = (line: Line): Step | null => {
  switch (line.kind) {
    case 'call_started':
      return 'rang';
    case 'identity_checked':
      return line.verdict === 'verified' ? 'verified' : null;
    case 'text_sent':
      return 'texted';
    case 'link_opened':
      return 'opened';
    case 'grant_redeemed':
      return 'redeemed';
    case 'transaction_done':
      return 'done';
    default:
      return null;
  }
};

/** When a call reached each step first; a step that was passed over counts as reached with the next. */
export const reached = (call: Call): ReadonlyMap<Step, number> => {
  const at = new Map<Step, number>();
  for (const line of call.lines) {
    const step = reaches(line);
    if (step === null || at.has(step)) continue;
    for (const before of steps.slice(0, steps.indexOf(step))) if (!at.has(before)) at.set(before, line.at);
    at.set(step, line.at);
  }
  return at;
};

export const startedAt = (call: Call): number => call.lines[0]?.at ?? 0;
export const endOf = (call: Call): Line | undefined => call.lines.find(({ kind }) => kind === 'call_ended');
export const isLive = (call: Call): boolean => endOf(call) === undefined;

export const median = (values: readonly number[]): number | null => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** How many calls reached each step, and the median seconds from the step before. */
export const funnelOf = (calls: readonly Call[]) => {
  const all = calls.map(reached);
  return steps.map((step, index) => {
    const before = steps[index - 1];
    const there = all.flatMap((at) => (at.has(step) ? [at] : []));
    const took = before === undefined ? [] : there.map((at) => (at.get(step) ?? 0) - (at.get(before) ?? 0));
    return { step, count: there.length, medianSeconds: median(took) };
  });
};

/** Median seconds from the text to the outcome. */
export const textToDone = (calls: readonly Call[]): number | null =>
  median(
    calls.flatMap((call) => {
      const at = reached(call);
      const done = at.get('done');
      return done === undefined ? [] : [done - (at.get('texted') ?? done)];
    }),
  );

const plain = (name: string | undefined): string => (name ?? '').replaceAll('_', ' ');

/** What a line says, in a few words. */
export const says = (line: Line): string => {
  switch (line.kind) {
    case 'call_started':
      return `call by ${plain(line.channel)}, ${line.lang === 'es' ? 'Spanish' : 'English'}`;
    case 'call_ended':
      return `call ended: ${plain(line.how)}`;
    case 'lease_lapsed':
      return 'no sign of life from the line';
    case 'identity_checked':
      return `id and PIN: ${plain(line.verdict)}`;
    case 'identity_subject':
      return 'caller known';
    case 'guard_tripped':
      return `guard: ${plain(line.guard)}`;
    case 'intent_heard':
      return `wants to ${plain(line.type)}`;
    case 'grant_offered':
      return `grant offered: ${plain(line.type)}`;
    case 'digits_wrong':
      return `wrong digits, ${line.left} left`;
    case 'text_status':
      return `text ${plain(line.status)}`;
    default:
      return [plain(line.kind), plain(line.reason ?? line.code ?? line.type)].filter(Boolean).join(': ');
  }
};
