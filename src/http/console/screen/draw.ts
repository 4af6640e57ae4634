import { type Call, endOf, funnelOf, says, startedAt } from './calls.ts';
import { duration, h, svg, timeOfDay } from './element.ts';

/** A line of values as a small drawing; flat when there is nothing to compare. */
export const sparkline = (values: readonly number[]): SVGElement => {
  const most = Math.max(...values, 1);
  const points = values.map((value, n) => `${(n / Math.max(1, values.length - 1)) * 100},${26 - (value / most) * 24}`);
  return svg(
    'svg',
    { viewBox: '0 0 100 28', preserveAspectRatio: 'none', class: 'spark', 'aria-hidden': 'true' },
    svg('polyline', { points: points.join(' '), 'vector-effect': 'non-scaling-stroke' }),
  );
};

/** The funnel as bars: how many calls reached each step, and how long the step took. */
export const funnelRows = (calls: readonly Call[]): HTMLElement[] => {
  const funnel = funnelOf(calls);
  const all = Math.max(1, funnel[0]?.count ?? 0);
  return funnel.map(({ step, count, medianSeconds }) => {
    const bar = h('i');
    bar.style.width = `${(count / all) * 100}%`;
    return h(
      'li',
      {},
      h('span', { class: 'step' }, step),
      h('span', { class: 'bar-of', 'aria-hidden': 'true' }, bar),
      h('b', {}, String(count)),
      h('span', { class: 'share' }, `${Math.round((count / all) * 100)} %`),
      h('span', { class: 'took' }, medianSeconds === null ? '' : `+${duration(medianSeconds)}`),
    );
  });
};

const lanes = [
  ['call', ['call']],
  ['bot', ['conversation']],
  ['identity', ['identity']],
  ['text', ['message']],
  ['page', ['page', 'grant', 'http']],
  ['account', ['transaction', 'account']],
] as const;
const laneHeight = 34;
const left = 74;
const right = 18;

/** A call's journal as a swim-lane, gaps to scale; dots carry the numbers of the lines below. */
export const swimLane = (call: Call, now: number, width: number): SVGElement => {
  const begin = startedAt(call);
  const until = Math.max(begin + 1, endOf(call)?.at ?? now, call.lines.at(-1)?.at ?? 0);
  const x = (at: number) => left + ((at - begin) / (until - begin)) * (width - left - right);
  const height = lanes.length * laneHeight + 26;
  const drawing = svg('svg', {
    viewBox: `0 0 ${width} ${height}`,
    class: 'lanes',
    role: 'img',
    'aria-label': `Timeline of ${call.lines.length} entries over ${duration(until - begin)}`,
  });
  for (const [n, [name]] of lanes.entries()) {
    const y = n * laneHeight + laneHeight / 2;
    drawing.append(
      svg('text', { x: 0, y: y + 4, class: 'lane' }, name),
      svg('line', { x1: left, x2: width - right, y1: y, y2: y, class: 'track' }),
    );
  }
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    const at = x(begin + (until - begin) * part);
    drawing.append(
      svg('line', { x1: at, x2: at, y1: 6, y2: height - 24, class: 'grid' }),
      svg(
        'text',
        { x: at, y: height - 6, class: 'scale', 'text-anchor': part === 0 ? 'start' : part === 1 ? 'end' : 'middle' },
        duration((until - begin) * part),
      ),
    );
  }
  /** Where the last dot of each lane ended, so that dots of one moment stand side by side. */
  const taken = new Map<number, number>();
  for (const line of call.lines) {
    const lane = Math.max(
      0,
      lanes.findIndex(([, rooms]) => (rooms as readonly string[]).includes(line.room)),
    );
    const at = Math.min(width - right, Math.max(x(line.at), (taken.get(lane) ?? 0) + 21));
    taken.set(lane, at);
    const y = lane * laneHeight + laneHeight / 2;
    const bad =
      /wrong|dead|refused|failed|tripped|lapsed|said_no/.test(line.kind) || (line.verdict ?? 'verified') !== 'verified';
    drawing.append(
      svg(
        'g',
        { class: `dot lane-${lanes[lane]?.[0]}${bad ? ' bad' : ''}` },
        svg('title', {}, says(line)),
        svg('circle', { cx: at, cy: y, r: 10 }),
        svg('text', { x: at, y: y + 4, 'text-anchor': 'middle' }, String(line.seq)),
      ),
    );
  }
  return drawing;
};

/** The lines of a call, numbered as their dots are. */
export const lineRows = (call: Call): HTMLElement[] =>
  call.lines.map((line, n) =>
    h(
      'tr',
      {},
      h('td', {}, String(line.seq)),
      h('td', {}, timeOfDay(line.at)),
      h('td', {}, n === 0 ? '' : `+${duration(line.at - (call.lines[n - 1]?.at ?? line.at))}`),
      h('td', {}, line.room),
      h('td', {}, says(line)),
    ),
  );
