import { $, clockOf, h, toEnd } from './element.ts';
import { deathOf, meaningOf } from './meanings.ts';
import type { Entry, Grant, Lease } from './wire.ts';
import { wire } from './wire.ts';

const stations = ['offered', 'redeemed', 'confirming', 'consumed', 'dead'] as const;
/** After these the bot has something to say about the page. */
const news =
  /^(link_opened|digits_wrong|grant_(redeemed|dead)|details_sent|readback_asked|text_(failed|status)|transaction_.*)$/;

/** The journal of the call on the line, as it grows, with the grant and the lease above it. */
export const createJournal = (told: { readonly grew: (entry: Entry, onPage: boolean) => void }) => {
  const list = $('entries');
  let source: EventSource | null = null;
  let seen = 0;
  let before = 0;
  let confirming = false;
  let grant: Grant = null;

  const draw = (entry: Entry) => {
    const { sign, says, stops } = meaningOf(entry);
    const since = seen === 0 ? '' : `+${(entry.at - before).toFixed(1)} s`;
    const { hash, prev, ...kept } = entry;
    list.append(
      h(
        'li',
        { class: `entry room-${entry.room}` },
        h('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
        h(
          'details',
          {},
          h(
            'summary',
            {},
            h('span', { class: 'room' }, entry.room),
            h('span', { class: 'since' }, since),
            h('span', { class: 'means' }, says),
          ),
          ...(stops === undefined ? [] : [h('p', { class: 'stops' }, h('b', {}, 'What this stops. '), stops)]),
          h('pre', { tabindex: '0', 'aria-label': 'What was kept' }, JSON.stringify(kept, null, 1)),
          h('p', { class: 'hash' }, `hash ${hash}`),
          h('p', { class: 'hash' }, `follows ${prev}`),
        ),
      ),
    );
    toEnd($('journal-scroll'));
  };

  const add = (entry: Entry) => {
    if (entry.seq <= seen) return;
    $('no-entries').hidden = true;
    draw(entry);
    seen = entry.seq;
    before = entry.at;
    if (entry.fact.kind === 'readback_asked') confirming = true;
    if (/^(caller_said_|grant_(consumed|dead|offered))/.test(entry.fact.kind)) confirming = false;
    drawGrant();
    told.grew(entry, news.test(entry.fact.kind));
  };

  const drawGrant = () => {
    const present = grant?.state === 'redeemed' && confirming ? 'confirming' : grant?.state;
    for (const name of stations) {
      const station = $(`station-${name}`);
      station.classList.toggle('lit', name === present);
      if (name === present) station.setAttribute('aria-current', 'step');
      else station.removeAttribute('aria-current');
    }
    $('grant-says').textContent =
      grant === null
        ? 'No grant yet: nothing can be done.'
        : grant.state === 'dead'
          ? deathOf(grant.reason ?? '')
          : grant.state === 'consumed'
            ? 'Used once. It can never be used again.'
            : `May only ${grant.type.replaceAll('_', ' ')} · ${clockOf(grant.expires_in)} left · ${grant.attempts_left} tries at the digits`;
    const claims = grant?.token ?? null;
    $('token').hidden = claims === null;
    const text = claims === null ? '' : JSON.stringify(claims, null, 1);
    if ($('claims').textContent !== text) $('claims').textContent = text;
  };

  const drawLease = ({ lease_seconds, ended }: Lease) => {
    const left = ended === null ? lease_seconds : 0;
    const meter = $('lease-left');
    meter.style.width = `${Math.min(100, (left / 25) * 100)}%`;
    meter.classList.toggle('low', left <= 8);
    $('lease-says').textContent = ended === null ? `Lease ${left} s` : 'Call over';
  };

  const follow = (call: string) => {
    source?.close();
    list.replaceChildren();
    $('no-entries').hidden = false;
    seen = 0;
    confirming = false;
    grant = null;
    drawGrant();
    source = wire.events(call);
    const on = <Data>(name: string, take: (data: Data) => void) =>
      source?.addEventListener(name, (event) => take(JSON.parse((event as MessageEvent<string>).data) as Data));
    on<Entry>('entry', add);
    on<Grant>('grant', (next) => {
      grant = next;
      drawGrant();
    });
    on<Lease>('call', drawLease);
  };
  drawGrant();
  return { follow };
};

export type Journal = ReturnType<typeof createJournal>;
