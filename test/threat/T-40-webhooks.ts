// Forged, replayed and shifted webhooks against a whole installation, and what must not have changed after them.
import assert from 'node:assert/strict';
import { sign } from '../../twin/twilio/index.ts';
import { codeIn, installOnTwilio } from '../journey/twilio-installation.ts';

type Form = readonly (readonly [name: string, value: string])[];
type Case = { readonly url: string; readonly form: Form; readonly signature: string };

/** A small seeded generator (mulberry32), so that a failing case can be had again. */
const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

/**
 * The ways one signed string can be read as another request (M2): each keeps the signed text, and so the signature, and
 * moves a boundary in it.
 */
export const shifts: Readonly<
  Record<string, (url: string, form: Form, random: () => number) => { url: string; form: Form }>
> = {
  'a letter moves from the name into the value': (url, form, random) => {
    const at = Math.floor(random() * form.length);
    return {
      url,
      form: form.map(([name, value], index) => {
        const cut = 1 + Math.floor(random() * (name.length - 1));
        return index === at ? [name.slice(0, cut), name.slice(cut) + value] : [name, value];
      }),
    };
  },
  'a letter moves from the value into the name': (url, form, random) => {
    const at = Math.floor(random() * form.length);
    return {
      url,
      form: form.map(([name, value], index) => {
        const cut = 1 + Math.floor(random() * Math.max(1, value.length));
        return index === at ? [name + value.slice(0, cut), value.slice(cut)] : [name, value];
      }),
    };
  },
  'two parameters become one': (url, form, random) => {
    const sorted = [...form].sort(([a], [b]) => (a < b ? -1 : 1));
    const at = Math.floor(random() * (sorted.length - 1));
    const [first, second] = [sorted[at]!, sorted[at + 1]!];
    const merged = [first[0], first[1] + second[0] + second[1]] as const;
    return { url, form: [...sorted.slice(0, at), merged, ...sorted.slice(at + 2)] };
  },
  'one parameter becomes two': (url, form, random) => {
    const at = Math.floor(random() * form.length);
    const names = ['To', 'Digits', 'From', 'CallStatus', 'SpeechResult', 'X'];
    return {
      url,
      form: form.flatMap(([name, value], index): Form => {
        if (index !== at || value.length < 2) return [[name, value]];
        const cut = 1 + Math.floor(random() * (value.length - 1));
        const other = names[Math.floor(random() * names.length)]!;
        const rest = value.slice(cut);
        return [
          [name, value.slice(0, cut)],
          [
            rest.startsWith(other) ? other : rest.slice(0, 1),
            rest.startsWith(other) ? rest.slice(other.length) : rest.slice(1),
          ],
        ];
      }),
    };
  },
  'a value is given twice': (url, form, random) => {
    const at = Math.floor(random() * form.length);
    return { url, form: [...form, form[at]!] };
  },
  'the end of the address and the first name change places': (url, form, random) => {
    const sorted = [...form].sort(([a], [b]) => (a < b ? -1 : 1));
    const [[name, value], ...rest] = sorted as [readonly [string, string], ...Form];
    if (random() < 0.5) {
      const cut = 1 + Math.floor(random() * name.length);
      return { url: url + name.slice(0, cut), form: [[name.slice(cut) || 'A', value], ...rest] };
    }
    const cut = 1 + Math.floor(random() * 10);
    return { url: url.slice(0, -cut), form: [[url.slice(-cut) + name, value], ...rest] };
  },
};

/** The text Twilio signs, for whatever is given, duplicates and all. */
const signedText = (url: string, form: Form): string => {
  const byName = new Map<string, Set<string>>();
  for (const [name, value] of form) byName.set(name, (byName.get(name) ?? new Set()).add(value));
  return (
    url +
    [...byName]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, values]) =>
        [...values]
          .sort()
          .map((value) => name + value)
          .join(''),
      )
      .join('')
  );
};

/** Sends `count` hostile webhooks and proves that none had an effect. Answers how many of each kind there were. */
export const attack = async (count: number, seed: number): Promise<Map<string, number>> => {
  const app = await installOnTwilio();
  const random = seeded(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;

  // Three calls to attack: one with a live link, one at its PIN, one that has ended; and the texts they caused.
  const { call: live } = await app.askedFor();
  const pinned = await app.dial();
  await app.act(pinned, { keys: '10067890#' });
  const { call: ended } = await app.askedFor(undefined, 'I want to add my wife').then(async (one) => {
    await one.call.hangUp();
    return one;
  });
  const { call: target } = await app.askedFor();
  const text = app.account.messages.at(-1)!;
  await app.account.report(text, 'delivered');
  app.clock.advance(6);

  const base = { ...live.sent[0]!.form, CallStatus: 'in-progress' };
  const of = (call: typeof live, more: Record<string, string>): Form =>
    Object.entries({ ...base, CallSid: call.sid, ...more });
  const step = (call: typeof live) => call.standing().action;
  const status = `${app.issuer}/phone/twilio/status`;
  const textForm: Form = Object.entries({
    AccountSid: app.accountSid,
    ApiVersion: '2010-04-01',
    MessageSid: text.sid,
    MessageStatus: 'failed',
    SmsSid: text.sid,
    SmsStatus: 'failed',
    To: text.to,
    ErrorCode: '30003',
  });
  /** Requests that would have an effect if they were Twilio's. */
  const potent: readonly { url: string; form: Form }[] = [
    { url: step(target), form: of(target, { SpeechResult: 'send it again', Confidence: '0.91' }) },
    { url: step(target), form: of(target, { SpeechResult: 'cancel', Confidence: '0.9' }) },
    { url: step(target), form: of(target, { Digits: '0', FinishedOnKey: '', msg: 'Gather End' }) },
    { url: step(pinned), form: of(pinned, { Digits: '70315928', FinishedOnKey: '', msg: 'Gather End' }) },
    { url: status, form: of(target, { CallStatus: 'completed', CallDuration: '42' }) },
    {
      url: `${app.issuer}/phone/twilio/calls`,
      form: of(target, { CallSid: `CA${'e'.repeat(32)}`, CallStatus: 'ringing' }),
    },
    { url: text.callback!, form: textForm },
  ];
  const seen: readonly { url: string; form: Form }[] = [live, pinned, ended, target]
    .flatMap((call) => call.sent.slice(0, -1))
    .map(({ url, form }) => ({ url, form: Object.entries(form) }));

  const other = 'f'.repeat(32);
  const asRecord = (form: Form) => Object.fromEntries(form);
  const makers: Readonly<Record<string, () => Case>> = {
    'no signature': () => ({ ...pick(potent), signature: '' }),
    'a signature by another token': () => {
      const one = pick(potent);
      return { ...one, signature: sign(other, one.url, asRecord(one.form)) };
    },
    'a signature of another request': () => {
      const [one, from] = [pick(potent), pick(seen)];
      return { ...one, signature: sign(app.authToken, from.url, asRecord(from.form)) };
    },
    'one value changed after signing': () => {
      const one = pick(potent);
      const at = Math.floor(random() * one.form.length);
      const form = one.form.map(([name, value], index) => [name, index === at ? `${value}1` : value] as const);
      return { url: one.url, form, signature: sign(app.authToken, one.url, asRecord(one.form)) };
    },
    'an old request replayed': () => {
      const one = pick(seen);
      return { ...one, signature: sign(app.authToken, one.url, asRecord(one.form)) };
    },
    'a good request for a step that is not there': () => {
      const one = pick(potent.slice(0, 4));
      const url = one.url.replace(/[\w-]{22}$/, () =>
        Buffer.from(Array.from({ length: 16 }, () => random() * 256)).toString('base64url'),
      );
      return { ...one, url, signature: sign(app.authToken, url, asRecord(one.form)) };
    },
    'a good answer of one call to the step of another': () => {
      const url = step(target);
      const form = of(pinned, { Digits: '0' });
      return { url, form, signature: sign(app.authToken, url, asRecord(form)) };
    },
    ...Object.fromEntries(
      Object.entries(shifts).map(([name, shift]) => [
        name,
        (): Case => {
          for (;;) {
            const one = pick(potent);
            const moved = shift(one.url, one.form, random);
            const same = signedText(moved.url, moved.form) === signedText(one.url, one.form);
            const differs = JSON.stringify(moved) !== JSON.stringify({ url: one.url, form: one.form });
            // Sorting can undo a shift: what then has another text to sign is signed anew, correctly, and must fail as well.
            if (differs && URL.canParse(moved.url)) {
              const signature = same
                ? sign(app.authToken, one.url, asRecord(one.form))
                : sign(app.authToken, moved.url, asRecord(moved.form));
              return { ...moved, signature };
            }
          }
        },
      ]),
    ),
  };

  const snapshot = async () =>
    JSON.stringify(
      await Promise.all([
        app.store.list(['call']),
        app.store.list(['grant']),
        app.store.list(['text']),
        app.store.list(['twilio']),
        app.store.list(['journal']),
        app.store.list(['identity']),
      ]),
    );
  const before = await snapshot();
  const texts = app.account.messages.length;
  const counts = new Map<string, number>();
  const names = Object.keys(makers);
  for (let index = 0; index < count; index += 1) {
    const name = names[index % names.length]!;
    const { url, form, signature } = makers[name]!();
    const path = url.startsWith(app.issuer) ? url.slice(app.issuer.length) : '/';
    const answer = await app.fetch(path === '' ? '/' : path, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(signature === '' ? {} : { 'x-twilio-signature': signature }),
      },
      body: form.map((pair) => pair.map(encodeURIComponent).join('=')).join('&'),
    });
    const body = await answer.text();
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const what = `case ${index} of seed ${seed} (${name}): ${answer.status}`;
    assert.ok(answer.status >= 400 && answer.status < 500, `${what} was not refused`);
    assert.ok(!body.includes('<Say'), `${what} was told something`);
    if (index % 1000 === 0) assert.equal(await snapshot(), before, `${what} had an effect`);
  }
  assert.equal(await snapshot(), before, 'something had an effect');
  assert.equal(app.account.messages.length, texts);
  // The real request still works: it was not spent by any of them.
  assert.match(await app.act(target, { silence: true }), /^/);
  assert.equal(target.failure(), null);
  assert.equal(codeIn(text.body).length, 43);
  return counts;
};
