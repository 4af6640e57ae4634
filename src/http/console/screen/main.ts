import { type Call, endOf, isLive, type Line, reached, startedAt, steps, textToDone } from './calls.ts';
import { funnelRows, lineRows, sparkline, swimLane } from './draw.ts';
import { $, duration, h, timeOfDay } from './element.ts';
import { refusalsOf } from './refusals.ts';

const calls = new Map<string, Call>();
let now = Date.now() / 1000;
let chosen: string | null = null;
let drawn = '';

const endings: Readonly<Record<string, string>> = {
  caller: 'the caller hung up',
  bot: 'the bot ended it',
  dropped: 'the line was lost',
  transferred: 'put through to a person',
  lease_lapsed: 'the line went silent',
  limit: 'it reached its longest time',
};

/** Puts children in place only when they would say something else, so that focus and selection stay. */
const replace = (id: string, key: string, make: () => readonly Node[]): void => {
  const place = $(id);
  if (place.dataset['for'] === key) return;
  place.dataset['for'] = key;
  place.replaceChildren(...make());
};

const newest = (): Call[] => [...calls.values()].sort((a, b) => startedAt(b) - startedAt(a));

const figures = (all: readonly Call[]) => {
  const part = (some: number) => (all.length === 0 ? '–' : `${Math.round((some / all.length) * 100)} %`);
  const of = (step: 'verified' | 'done') => all.filter((call) => reached(call).has(step));
  const took = textToDone(all);
  const live = all.filter(isLive);
  // Twenty buckets between the first call shown and now.
  const first = Math.min(now - 1, ...all.map(startedAt));
  const buckets = Array.from({ length: 20 }, (_, n) => {
    const from = first + ((now - first) / 20) * n;
    return all.filter((call) => startedAt(call) >= from && startedAt(call) < from + (now - first) / 20);
  });
  const share = (some: readonly Call[], step: 'verified' | 'done') =>
    some.length === 0 ? 0 : some.filter((call) => reached(call).has(step)).length / some.length;
  const tiles: [string, string, number[]][] = [
    ['Calls now', String(live.length), buckets.map((some) => some.length)],
    ['Verified', part(of('verified').length), buckets.map((some) => share(some, 'verified'))],
    ['Done', part(of('done').length), buckets.map((some) => share(some, 'done'))],
    ['From text to done', took === null ? '–' : duration(took), buckets.map((some) => textToDone(some) ?? 0)],
  ];
  return tiles.map(([name, value, values]) => h('li', {}, h('span', {}, name), h('b', {}, value), sparkline(values)));
};

const callRow = (call: Call): HTMLElement => {
  const at = reached(call);
  const end = endOf(call);
  const last = steps.filter((step) => at.has(step)).at(-1) ?? 'rang';
  const dots = steps.map((step) => h('i', { class: at.has(step) ? 'met' : '', title: step }));
  const row = h(
    'button',
    { type: 'button', 'data-call': call.id, 'aria-pressed': String(call.id === chosen) },
    h('span', { class: 'when' }, timeOfDay(startedAt(call))),
    h(
      'span',
      { class: end === undefined ? 'live' : 'over' },
      end === undefined ? `live ${duration(Math.max(0, now - startedAt(call)))}` : duration(end.at - startedAt(call)),
    ),
    h('span', { class: 'dots', 'aria-hidden': 'true' }, ...dots),
    h('span', { class: 'step' }, last),
    h('span', { class: 'id' }, call.id),
  );
  row.addEventListener('click', () => choose(call.id));
  return h('li', {}, row);
};

const drawList = (all: readonly Call[]) => {
  const wanted = $<HTMLInputElement>('search').value.trim().toLowerCase();
  const shown = all.filter((call) => call.id.toLowerCase().includes(wanted));
  const sorted = [...shown.filter(isLive), ...shown.filter((call) => !isLive(call))];
  const key = `${wanted} ${chosen} ${sorted.map((call) => `${call.id}${call.lines.length}${isLive(call) ? Math.floor(now - startedAt(call)) : ''}`).join()}`;
  const focused = (document.activeElement as HTMLElement | null)?.dataset['call'];
  replace('calls', key, () => sorted.map(callRow));
  if (focused !== undefined) document.querySelector<HTMLElement>(`[data-call="${CSS.escape(focused)}"]`)?.focus();
  $('none-found').hidden = shown.length > 0 || all.length === 0;
};

const drawCall = () => {
  const call = chosen === null ? undefined : calls.get(chosen);
  $('no-call').hidden = call !== undefined;
  $('call').hidden = call === undefined;
  if (call === undefined) return;
  const width = Math.max(320, Math.round($('call').clientWidth));
  const end = endOf(call);
  $('call-id').textContent = call.id;
  $('call-how').textContent =
    end === undefined
      ? `live for ${duration(Math.max(0, now - startedAt(call)))}`
      : (endings[end.how ?? ''] ?? 'ended');
  const key = `${call.id} ${call.lines.length} ${end === undefined ? Math.floor(now) : ''} ${width}`;
  replace('lane', key, () => [swimLane(call, now, width)]);
  replace('lines', `${call.id} ${call.lines.length}`, () => lineRows(call));
  const file = `${call.id}.journal`;
  $<HTMLAnchorElement>('evidence').href = `/console/calls/${call.id}/evidence`;
  $<HTMLAnchorElement>('evidence').download = file;
  $('verify').textContent =
    `curl -o jwks.json ${location.origin}/oauth/jwks\nnpm run voicegrant -- journal verify --file ${file} --jwks jwks.json`;
};

const drawRefusals = (all: readonly Call[]) => {
  const groups = refusalsOf(all);
  const alarms = groups.filter(({ alarm }) => alarm).reduce((sum, { times }) => sum + times.length, 0);
  $('alarms').hidden = alarms === 0;
  $('alarms').textContent = String(alarms);
  $('no-refusals').hidden = groups.length > 0;
  replace('refusals', groups.map(({ group, times }) => `${group}${times.length}`).join(), () =>
    groups.map(({ group, alarm, advice, times }) => {
      const recent = times.slice(-6).reverse();
      const links = recent.map(({ call, at }) => {
        const link = h('button', { type: 'button', title: call }, timeOfDay(at));
        link.addEventListener('click', () => {
          choose(call);
          showTab('calls');
        });
        return link;
      });
      return h(
        'li',
        { class: alarm ? 'alarm' : '' },
        h('b', { class: 'count' }, String(times.length)),
        h('div', {}, h('h3', {}, group), h('p', {}, advice), h('p', { class: 'times' }, ...links)),
      );
    }),
  );
};

const draw = () => {
  const all = newest();
  $('empty').hidden = all.length > 0;
  $('full').hidden = all.length === 0;
  if (all.length === 0) return;
  if (chosen === null || !calls.has(chosen)) chosen = all[0]?.id ?? null;
  const key = all.map((call) => `${call.id}${call.lines.length}`).join();
  if (key !== drawn) {
    drawn = key;
    $('figures').replaceChildren(...figures(all));
    $('funnel').replaceChildren(...funnelRows(all));
    drawRefusals(all);
  }
  drawList(all);
  drawCall();
};

const choose = (id: string) => {
  chosen = id;
  draw();
};
const showTab = (tab: string) => {
  document.body.dataset['tab'] = tab;
  for (const each of document.querySelectorAll<HTMLElement>('[data-show]')) {
    each.setAttribute('aria-pressed', String(each.dataset['show'] === tab));
  }
};

for (const each of document.querySelectorAll<HTMLElement>('[data-show]')) {
  each.addEventListener('click', () => showTab(each.dataset['show'] ?? 'calls'));
}
$('search').addEventListener('input', draw);
addEventListener('resize', draw);
document.addEventListener('keydown', (event) => {
  const typing = event.target instanceof HTMLElement && event.target.matches('input');
  if (event.key === '/' && !typing) {
    event.preventDefault();
    $('search').focus();
  }
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const rows = [...document.querySelectorAll<HTMLElement>('#calls button')];
  if (rows.length === 0 || document.body.dataset['tab'] !== 'calls') return;
  if (!typing && !rows.includes(document.activeElement as HTMLElement)) return;
  event.preventDefault();
  const at = rows.findIndex((row) => row.dataset['call'] === chosen);
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))];
  next?.focus();
  choose(next?.dataset['call'] ?? '');
});

const stream = new EventSource('/console/calls');
const on = <Data>(name: string, take: (data: Data) => void) =>
  stream.addEventListener(name, (event) => take(JSON.parse((event as MessageEvent<string>).data) as Data));
on('begin', () => calls.clear());
on<{ call: string; entries: Line[] }>('call', ({ call, entries }) => {
  const known = calls.get(call) ?? { id: call, lines: [] };
  known.lines.push(...entries.filter(({ seq }) => seq > (known.lines.at(-1)?.seq ?? 0)));
  calls.set(call, known);
});
on<{ now: number }>('now', (told) => {
  now = told.now;
  $('state').textContent =
    `${calls.size === 300 ? 'The newest 300' : calls.size} call${calls.size === 1 ? '' : 's'} of the last week`;
  draw();
  document.body.dataset['ready'] = 'yes';
});
document.getElementById('leave')?.addEventListener('click', async () => {
  stream.close();
  const answer = await fetch('/console/logout', { method: 'POST' });
  location.replace(((await answer.json()) as { location: string }).location);
});
stream.addEventListener('error', () => {
  $('state').textContent = 'The connection is lost; trying again.';
  // The browser does not come back by itself after a refusal: the session may be over, and loading again leads to the login.
  if (stream.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 5000);
});
showTab('calls');
