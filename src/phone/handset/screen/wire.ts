/** What the bot answered to a turn (contract of `POST /phone/handset/calls/{id}/turns`). */
export type Answer = {
  readonly call_id: string;
  readonly lang: string;
  readonly say: readonly string[];
  readonly expect: 'digits' | 'speech' | 'both' | 'none';
  readonly then: 'listening' | 'waiting' | 'ended' | 'transferred';
  readonly max_digits: number;
  readonly seconds: number;
  readonly secret: boolean;
};

export type Input = { readonly speech: string } | { readonly digits: string } | { readonly silence: true };
export type Demo = {
  readonly name: string;
  readonly user_id: string;
  readonly pin: string;
  readonly number: string;
  readonly brand: string;
  readonly called_number: string;
  /** The languages spoken, with what callers say in each to ask for a transaction. */
  readonly languages?: readonly { code: string; name: string; tag: string; wishes: readonly string[] }[];
  /** The server's clock, which may have been moved. */
  readonly now: number;
};
export type Text = { readonly to: string; readonly body: string; readonly at: number };
export type Change = {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly reference?: string;
};
export type Scenario = { readonly name: string; readonly text: string };

/** One line of a call's journal. */
export type Entry = {
  readonly call: string;
  readonly seq: number;
  readonly at: number;
  readonly room: string;
  readonly fact: Readonly<Record<string, string | number>> & { readonly kind: string };
  readonly prev: string;
  readonly hash: string;
};
export type Grant = {
  readonly type: string;
  readonly state: 'offered' | 'redeemed' | 'consumed' | 'dead';
  readonly reason: string | null;
  readonly attempts_left: number;
  readonly expires_in: number;
  readonly token: Readonly<Record<string, unknown>> | null;
} | null;
export type Lease = { readonly lease_seconds: number; readonly ended: string | null };

const ask = async (method: string, path: string, body?: unknown, keepalive = false): Promise<Response> => {
  const answer = await fetch(`/phone/handset/${path}`, {
    method,
    keepalive,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return answer;
};

const get = async <Kind>(path: string): Promise<Kind> => (await (await ask('GET', path)).json()) as Kind;

export const wire = {
  demo: () => get<Demo>('demo'),
  scenarios: () => get<Scenario[]>('scenarios'),
  texts: (to: string) => get<Text[]>(`texts?to=${encodeURIComponent(to)}`),
  changes: async (user: string) => (await get<{ changes: Change[] }>(`accounts/${encodeURIComponent(user)}`)).changes,
  ring: async (from: string, lang: string) => (await (await ask('POST', 'calls', { from, lang })).json()) as Answer,
  turn: async (call: string, input: Input) =>
    (await (await ask('POST', `calls/${call}/turns`, input)).json()) as Answer,
  hangUp: (call: string) => ask('DELETE', `calls/${call}`, undefined, true),
  advance: (seconds: number) => ask('POST', 'clock', { advance_seconds: seconds }),
  events: (call: string) => new EventSource(`/phone/handset/calls/${call}/events`),
  /** What the page sends at the first touch of a hand; a scripted hand makes no trusted touch, so it says so itself. */
  opened: (code: string) =>
    fetch('/offer/open', { method: 'POST', body: new URLSearchParams({ 'pre-authorized_code': code }) }),
};
