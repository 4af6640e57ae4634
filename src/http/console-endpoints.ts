import { longestCallSeconds } from '#call';
import type { CallId } from '#core';
import { WireError } from '#core';
import type { Fact, JournalEntry } from '#journal';
import { consoleScreen } from './console/index.ts';
import type { Endpoint } from './endpoint.ts';

/** What the operator's console may see: journals. It can change nothing. */
export type ConsolePorts = {
  readonly recent: (limit: number) => Promise<readonly { readonly call: CallId; readonly at: number }[]>;
  readonly journal: (call: CallId, afterSeq: number) => Promise<readonly JournalEntry[]>;
  /** A call's evidence, a line at a time, as `voicegrant journal verify --file` takes it. */
  readonly evidence: (call: CallId) => AsyncIterable<string>;
  /** Does this request come from somebody who may look, still? */
  readonly allowed: (request: Request) => Promise<boolean>;
  /** Is there a login, or is the console open as in development? */
  readonly login: boolean;
  /** False where a response must end before anybody sees it: then the browser asks again and again. */
  readonly streams: boolean;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
};

const pollMs = 1000;
/** One stream lives five minutes; the browser asks again by itself. */
const mostPolls = 300;
/** Where nothing can be streamed: how soon the browser asks again, and how far back it is told what it may have missed. */
const againMs = 2000;
const overlapSeconds = 30;
const mostCalls = 300;
/** Every open console reads the journal for itself, so there are not many. */
const mostStreams = 8;
/** So long after its end a call's journal is looked at no more. */
const settledSeconds = 120;

/** The fields an operator needs. Handles of people, accounts and keys stay where they are. */
const shown = ['type', 'reason', 'how', 'verdict', 'provider', 'guard', 'left', 'channel', 'lang', 'status', 'code'];

/** An entry as the console gets it: when, which room, what kind, and the words that say more. */
const brief = ({ seq, at, room, fact }: JournalEntry) => {
  const fields = Object.entries(fact satisfies Fact).filter(([name]) => shown.includes(name));
  return { seq, at, room, kind: fact.kind, ...Object.fromEntries(fields) };
};

/** `GET /console` and what it reads (DESIGN 6). Whoever may call these is decided where they are put into the table. */
export const createConsoleEndpoints = (ports: ConsolePorts): Record<'screen' | 'calls' | 'evidence', Endpoint> => {
  let streams = 0;
  const refuseStrangers = async (request: Request): Promise<void> => {
    if (!(await ports.allowed(request))) throw new WireError('unauthorized', 'console');
  };

  /** Sends what is new since the last round; answers nothing when nothing is. */
  const round = async (
    seen: Map<CallId, number>,
    settled: Set<CallId>,
    send: (event: string, data: unknown) => void,
  ) => {
    const now = ports.now();
    for (const { call } of (await ports.recent(mostCalls)).toReversed()) {
      if (settled.has(call)) continue;
      const entries = await ports.journal(call, seen.get(call) ?? 0);
      const last = entries.at(-1);
      if (last === undefined) continue;
      seen.set(call, last.seq);
      send('call', { call, entries: entries.map(brief) });
      if (last.fact.kind === 'call_ended' && last.at < now - settledSeconds) settled.add(call);
    }
    send('now', { now, calls: mostCalls });
  };

  /** One round as a response that ends: all of it at first, later what has grown since the event the browser saw last. */
  const whatIsNew = async (request: Request): Promise<Response> => {
    const last = Number(request.headers.get('last-event-id') ?? '');
    const since = Number.isFinite(last) && last > 0 ? last - overlapSeconds : 0;
    const now = ports.now();
    const parts = [`retry: ${againMs}\n\n`, ...(since === 0 ? ['event: begin\ndata: {}\n\n'] : [])];
    const say = (event: string, data: unknown) => void parts.push(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    for (const { call, at } of (await ports.recent(mostCalls)).toReversed()) {
      // What began longer ago than a call lasts can have no news.
      if (at < since - longestCallSeconds) continue;
      const entries = await ports.journal(call, 0);
      if ((entries.at(-1)?.at ?? 0) >= since) say('call', { call, entries: entries.map(brief) });
    }
    parts.push(`id: ${now}\n`);
    say('now', { now, calls: mostCalls });
    return new Response(parts.join(''), { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
  };

  return {
    async screen(request) {
      if (!(await ports.allowed(request)))
        return new Response(null, { status: 303, headers: { location: '/console/login' } });
      const { html, headers } = consoleScreen(ports.login);
      return new Response(html, { headers });
    },

    async calls(request) {
      await refuseStrangers(request);
      if (!ports.streams) return whatIsNew(request);
      if (streams >= mostStreams) throw new WireError('temporarily_unavailable', 'too many consoles');
      streams += 1;
      let gone = false;
      const leave = () => {
        if (!gone) streams -= 1;
        gone = true;
      };
      const stream = new ReadableStream<Uint8Array>({
        async start(controller) {
          const send = (event: string, data: unknown) => {
            if (!gone) controller.enqueue(Buffer.from(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
          };
          const seen = new Map<CallId, number>();
          const settled = new Set<CallId>();
          send('begin', {});
          try {
            for (let poll = 0; poll < mostPolls && !gone; poll += 1) {
              // Who logs out, or is locked out, sees nothing more.
              if (!(await ports.allowed(request))) break;
              await round(seen, settled, send);
              await ports.sleep(pollMs);
            }
          } finally {
            const open = !gone;
            leave();
            if (open) controller.close();
          }
        },
        cancel: leave,
      });
      request.signal.addEventListener('abort', leave);
      return new Response(stream, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
    },

    async evidence(request, info) {
      await refuseStrangers(request);
      const call = info.params.id ?? '';
      if (!/^call_[\w-]{22}$/.test(call)) throw new WireError('not_found', 'no such call');
      if ((await ports.journal(call as CallId, 0)).length === 0) throw new WireError('not_found', 'no such call');
      const lines: string[] = [];
      for await (const line of ports.evidence(call as CallId)) lines.push(line);
      return new Response(`${lines.join('\n')}\n`, {
        headers: {
          'content-type': 'application/x-ndjson',
          'content-disposition': `attachment; filename="${call}.journal"`,
        },
      });
    },
  };
};
