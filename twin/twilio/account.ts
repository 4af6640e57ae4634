// One Twilio account over HTTP, without Twilio: checks our requests, keeps messages, answers as told to, well or badly.
import { randomBytes } from 'node:crypto';
import { answerProblems, operationOf, requestProblems } from './request-check.ts';
import { sign } from './sign.ts';

/** How the account answers a request. `accept_then_…`: it has done it, and we do not learn so. */
export type Behaviour =
  | 'accept'
  | 'accept_then_500'
  | 'accept_then_hang'
  | 'hang'
  | { readonly status: number; readonly code?: number };

export type Asked = 'send' | 'list' | 'update' | 'lookup';

export type Message = {
  readonly sid: string;
  readonly to: string;
  readonly body: string;
  readonly createdAt: number;
  readonly validSeconds: number;
  readonly callback: string | null;
  status: string;
  errorCode: number | null;
};

export type Credentials = {
  readonly accountSid: string;
  readonly authToken: string;
  readonly keySid: string;
  readonly keySecret: string;
};

type Options = Credentials & {
  /** Brings a webhook to the server under test. */
  readonly post: (url: string, init: RequestInit) => Promise<Response>;
  /** NumericDate seconds. */
  readonly now: () => number;
  readonly behave?: (asked: Asked, request: URLSearchParams) => Behaviour;
  /** What Lookup says of a number, by package. */
  readonly about?: (number: string) => Readonly<Record<string, unknown>>;
  /** The account has begun to keep somebody waiting for ever. */
  readonly onHang?: () => void;
  /** A live call is to fetch its next document. */
  readonly onUpdate?: (callSid: string, url: string) => boolean;
};

const hex = () => randomBytes(16).toString('hex');
const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const failed = (status: number, code: number, message: string) =>
  json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });

const rfc2822 = (seconds: number): string => new Date(seconds * 1000).toUTCString().replace('GMT', '+0000');

/** Never answers; ends when whoever asked loses patience. */
const silence = (signal: AbortSignal, onHang: () => void = () => {}): Promise<Response> =>
  new Promise((_, reject) => {
    onHang();
    const end = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });

/** A Twilio account. `fetch` is its API; the rest is what a test, or the network beyond it, does to it. */
export const createAccount = (options: Options) => {
  const messages: Message[] = [];
  /** What was wrong with our requests, by the description. */
  const problems: string[] = [];
  const asked: Asked[] = [];
  const behave = options.behave ?? (() => 'accept');

  const resource = (message: Message) => ({
    account_sid: options.accountSid,
    api_version: '2010-04-01',
    body: '',
    date_created: rfc2822(message.createdAt),
    date_sent: null,
    date_updated: rfc2822(message.createdAt),
    direction: 'outbound-api',
    error_code: message.errorCode,
    error_message: null,
    from: null,
    num_media: '0',
    num_segments: '0',
    price: null,
    price_unit: null,
    sid: message.sid,
    status: message.status,
    to: message.to,
    uri: `/2010-04-01/Accounts/${options.accountSid}/Messages/${message.sid}.json`,
  });

  /** An answer of Twilio's own, as the description has it: a twin that is kinder than Twilio judges nothing. */
  const told = (operation: string, status: number, body: Readonly<Record<string, unknown>>): Response => {
    problems.push(...answerProblems(operation, status, body).map((problem) => `${operation}: ${problem}`));
    return json(status, body);
  };

  const answered = async (what: Asked, signal: AbortSignal, given: URLSearchParams, done: () => Response) => {
    asked.push(what);
    const how = behave(what, given);
    if (how === 'hang') return silence(signal, options.onHang);
    if (typeof how === 'object') return failed(how.status, how.code ?? 20500, 'as told');
    const answer = done();
    if (how === 'accept_then_hang') return silence(signal, options.onHang);
    return how === 'accept_then_500' ? failed(500, 20500, 'as told') : answer;
  };

  const send = (operation: string, form: URLSearchParams): Response => {
    const message: Message = {
      sid: `SM${hex()}`,
      to: form.get('To') ?? '',
      body: form.get('Body') ?? '',
      createdAt: options.now(),
      validSeconds: Number(form.get('ValidityPeriod') ?? 36_000),
      callback: form.get('StatusCallback'),
      status: 'accepted',
      errorCode: null,
    };
    messages.push(message);
    return told(operation, 201, resource(message));
  };

  const params = (message: Message): Record<string, string> => ({
    AccountSid: options.accountSid,
    ApiVersion: '2010-04-01',
    MessageSid: message.sid,
    MessageStatus: message.status,
    SmsSid: message.sid,
    SmsStatus: message.status,
    To: message.to,
    From: '+15555550111',
    ...(message.errorCode === null ? {} : { ErrorCode: String(message.errorCode) }),
  });

  /** A webhook as Twilio sends it: form, signature, its own idempotency token. */
  const webhook = (url: string, form: Readonly<Record<string, string>>): Promise<Response> =>
    options.post(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'x-twilio-signature': sign(options.authToken, url, form),
        'i-twilio-idempotency-token': hex(),
      },
      body: new URLSearchParams(form).toString(),
    });

  return {
    messages,
    problems,
    asked,
    webhook,
    now: options.now,

    async fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
      const request = new Request(input, init);
      // The asker's own: a Request follows it only for as long as the Request itself is kept.
      const signal = init?.signal ?? request.signal;
      const url = new URL(request.url);
      // The account itself, asked by its own auth token: how one finds out whether the token is right.
      if (request.method === 'GET' && url.pathname === `/2010-04-01/Accounts/${options.accountSid}.json`) {
        const owner = Buffer.from(`${options.accountSid}:${options.authToken}`).toString('base64');
        const isOwner = request.headers.get('authorization') === `Basic ${owner}`;
        return isOwner ? json(200, { sid: options.accountSid, status: 'active' }) : failed(401, 20003, 'Authenticate');
      }
      const found = operationOf(request.method, url.pathname);
      if (found === null) return failed(404, 20404, 'not found');
      const basic = Buffer.from(`${options.keySid}:${options.keySecret}`).toString('base64');
      if (request.headers.get('authorization') !== `Basic ${basic}`) return failed(401, 20003, 'Authenticate');
      const { AccountSid = options.accountSid, Sid = '', PhoneNumber = '' } = found.values;
      if (AccountSid !== options.accountSid) return failed(404, 20404, 'not found');
      const form = new URLSearchParams(request.method === 'POST' ? await request.text() : '');
      const wrong = requestProblems(found.name, found.values, url.searchParams, form);
      problems.push(...wrong.map((problem) => `${found.name}: ${problem}`));
      if (wrong.length > 0) return failed(400, 20001, wrong.join('; '));
      if (found.name.startsWith('GET /v2')) {
        const known = options.about?.(decodeURIComponent(PhoneNumber)) ?? {};
        return answered('lookup', signal, url.searchParams, () =>
          told(found.name, 200, { phone_number: decodeURIComponent(PhoneNumber), valid: true, ...known }),
        );
      }
      if (found.name.includes('/Calls/')) {
        return answered('update', signal, form, () =>
          options.onUpdate?.(Sid, form.get('Url') ?? '') === true
            ? told(found.name, 200, { sid: Sid, account_sid: options.accountSid, status: 'in-progress' })
            : failed(404, 20404, 'Call is not in-progress'),
        );
      }
      if (request.method === 'POST') return answered('send', signal, form, () => send(found.name, form));
      const to = url.searchParams.get('To');
      const size = Number(url.searchParams.get('PageSize') ?? 50);
      const newest = messages.filter((message) => to === null || message.to === to).reverse();
      return answered('list', signal, url.searchParams, () =>
        told(found.name, 200, { messages: newest.slice(0, size).map(resource), page: 0, page_size: size }),
      );
    },

    /** The network's word on a message, reported to its callback; the message itself changes with it. */
    async report(message: Message, status: string, errorCode: number | null = null): Promise<Response | null> {
      message.status = status;
      message.errorCode = errorCode;
      return message.callback === null ? null : webhook(message.callback, params(message));
    },

    /** The same report once more, or an older one late: the message stays as it is. */
    async repeat(message: Message, status: string, errorCode: number | null = null): Promise<Response | null> {
      const then = { ...message, status, errorCode };
      return message.callback === null ? null : webhook(message.callback, params(then));
    },

    /** Reaches the handset, unless its validity is over. Answers whether it did. */
    async deliver(message: Message): Promise<boolean> {
      const inTime = options.now() - message.createdAt < message.validSeconds;
      if (inTime) await this.report(message, 'delivered');
      else await this.report(message, 'undelivered', 30036);
      return inTime;
    },
  };
};

export type Account = ReturnType<typeof createAccount>;
