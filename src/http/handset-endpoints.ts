import type { Lang } from '#call';
import type { ConversationEvent, Expect } from '#conversation';
import type { CallId, E164, Json } from '#core';
import { parseE164, WireError } from '#core';
import type { JournalEntry } from '#journal';
import { answerTo, eventFrom, ringFrom } from '#phone/handset';
import { readJson } from './body.ts';
import type { Endpoint, RequestInfo } from './endpoint.ts';
import { empty, json } from './respond.ts';

type Turn = { readonly call: CallId; readonly lang: Lang; readonly say: readonly string[]; readonly expect: Expect };

/** What the development handset may see and do. All of it is absent from a production process. */
export type HandsetPorts = {
  readonly ring: (from: E164 | null, lang: Lang) => Promise<Turn>;
  /** Null for a call there is not. */
  readonly turn: (
    call: CallId,
    event: Extract<ConversationEvent, { type: 'speech' | 'digits' | 'silence' }>,
  ) => Promise<Turn | null>;
  readonly hangUp: (call: CallId, how: 'caller' | 'dropped') => Promise<boolean>;
  readonly texts: (to: E164) => readonly { readonly to: string; readonly body: string; readonly at: number }[];
  readonly demo: () => { readonly [name: string]: Json };
  readonly record: (userId: string) => Promise<{ readonly [name: string]: Json } | null>;
  readonly advance: (seconds: number) => void;
  readonly journal: (call: CallId, afterSeq: number) => Promise<readonly JournalEntry[]>;
  /** The grant and the lease of a call as they stand; null for a call there is not. */
  readonly standing: (call: CallId) => Promise<{ readonly grant: Json; readonly call: Json } | null>;
  /** Call files to be played on the screen: their name and text. */
  readonly scenarios: () => readonly { readonly name: string; readonly text: string }[];
  readonly defaultLang: Lang;
  readonly languages: readonly Lang[];
  readonly sleep: (ms: number) => Promise<void>;
  readonly screen: () => { readonly html: string; readonly headers: Readonly<Record<string, string>> };
};

type Names = 'screen' | 'ring' | 'turn' | 'hangUp' | 'texts' | 'demo' | 'record' | 'clock' | 'scenarios' | 'events';

/** The call of a path; what has not the form of an id is no call. @throws WireError `not_found`. */
const callOf = (info: RequestInfo): CallId => {
  const { id } = info.params;
  if (id === undefined || !/^call_[\w-]{22}$/.test(id)) throw new WireError('not_found', 'no such call');
  return id as CallId;
};

const pollMs = 250;

/** How long one stream of events lives before the handset asks again (in polls). */
const mostPolls = 1200;

/** The handset's API (DESIGN 6). */
export const createHandsetEndpoints = (ports: HandsetPorts): Record<Names, Endpoint> => ({
  screen() {
    const { html, headers } = ports.screen();
    return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', ...headers } });
  },

  async ring(request) {
    const body = ringFrom((await readJson(request)).value);
    const known = body?.lang === undefined || ports.languages.includes(body.lang);
    if (body === null || !known) throw new WireError('invalid_request', 'ring');
    return json(201, answerTo(await ports.ring(parseE164(body.from), body.lang ?? ports.defaultLang)));
  },

  async turn(request, info) {
    const event = eventFrom((await readJson(request)).value);
    if (event === null) throw new WireError('invalid_request', 'turn');
    const turn = await ports.turn(callOf(info), event);
    if (turn === null) throw new WireError('not_found', 'no such call');
    return json(200, answerTo(turn));
  },

  async hangUp(request, info) {
    const how = new URL(request.url).searchParams.get('how') === 'dropped' ? 'dropped' : 'caller';
    if (!(await ports.hangUp(callOf(info), how))) throw new WireError('not_found', 'no such call');
    return empty(204);
  },

  texts(request) {
    const to = parseE164((new URL(request.url).searchParams.get('to') ?? '').replace(/^ /, '+'));
    if (to === null) throw new WireError('invalid_request', 'number');
    return json(200, ports.texts(to));
  },

  demo: () => json(200, ports.demo()),

  async record(_request, info) {
    const record = await ports.record(info.params.user ?? '');
    if (record === null) throw new WireError('not_found', 'no such account');
    return json(200, record);
  },

  scenarios: () => json(200, ports.scenarios()),

  async clock(request) {
    const seconds = (await readJson(request)).value.advance_seconds;
    if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= 86_400 * 31)) {
      throw new WireError('invalid_request', 'seconds');
    }
    ports.advance(seconds);
    return empty(204);
  },

  async events(request, info) {
    const call = callOf(info);
    if ((await ports.standing(call)) === null) throw new WireError('not_found', 'no such call');
    let gone = false;
    const stream = new ReadableStream<Uint8Array>({
      async start(controller) {
        const send = (event: string, data: unknown, id?: number) =>
          controller.enqueue(
            Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
          );
        let seq = Number(request.headers.get('last-event-id') ?? 0) || 0;
        let last = '';
        for (let poll = 0; poll < mostPolls && !gone; poll += 1) {
          for (const entry of await ports.journal(call, seq)) {
            seq = entry.seq;
            send('entry', entry, entry.seq);
          }
          const standing = await ports.standing(call);
          const now = JSON.stringify(standing);
          if (standing !== null && now !== last) {
            last = now;
            send('grant', standing.grant);
            send('call', standing.call);
          }
          await ports.sleep(pollMs);
        }
        if (!gone) controller.close();
      },
      cancel() {
        gone = true;
      },
    });
    request.signal.addEventListener('abort', () => {
      gone = true;
    });
    return new Response(stream, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
  },
});
