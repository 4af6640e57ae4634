import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountView, Change, Demo, PhoneLine, PlayerClock, Said, Text, Texts } from './ports.ts';

/** The development handset of a running server, as the player's telephone, mobile, account view and clock. */
export type Handset = {
  readonly line: PhoneLine;
  readonly texts: Texts;
  readonly record: AccountView;
  readonly clock: PlayerClock;
  readonly demo: Demo;
};

/** What the handset answers to a turn; `then` is its word for what comes next. */
type Answer = Omit<Said, 'next'> & { readonly then: Said['next'] };

/**
 * Connects to the handset's HTTP API at `base` (development only).
 * @throws Error when the server does not answer or offers no handset.
 */
export const connectHandset = async (base: string, fetch: typeof globalThis.fetch): Promise<Handset> => {
  const ask = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const url = new URL(`/phone/handset/${path}`, base);
    const answer = await fetch(url, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`${method} ${url.pathname} answered ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  const demo = (await (await ask('GET', 'demo')).json()) as { user_id: string; pin: string; number: string };

  let call = '';
  const said = (answer: Answer): Said => ({
    say: answer.say,
    next: answer.then,
    seconds: answer.seconds,
    secret: answer.secret,
  });

  return {
    demo: { id: demo.user_id, pin: demo.pin, number: demo.number, home: new URL('/', base).href },
    line: {
      async dial(from, lang) {
        const answer = (await (await ask('POST', 'calls', { from, lang })).json()) as Answer & { call_id: string };
        call = answer.call_id;
        return said(answer);
      },
      async turn(input) {
        // `#` ends what is keyed and is not itself part of it, as on every channel; alone it is all there is to send.
        const sent = 'digits' in input ? { digits: input.digits.replace(/(?<=.)#$/, '') } : input;
        return said((await (await ask('POST', `calls/${call}/turns`, sent)).json()) as Answer);
      },
      async hangUp(how) {
        // A lost line says nothing to anybody: the lease has to lapse by itself.
        if (how === 'caller') await ask('DELETE', `calls/${call}`);
      },
    },
    texts: {
      to: async (number) => (await (await ask('GET', `texts?to=${encodeURIComponent(number)}`)).json()) as Text[],
    },
    record: {
      changes: async () =>
        ((await (await ask('GET', `accounts/${demo.user_id}`)).json()) as { changes: Change[] }).changes,
    },
    clock: {
      now: () => performance.now() / 1000,
      advance: async (seconds) => {
        await ask('POST', 'clock', { advance_seconds: seconds });
      },
      pause: async (ms) => {
        await sleep(ms);
      },
    },
  };
};
