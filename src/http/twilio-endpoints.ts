import type { Lang } from '#call';
import type { Log, Secret, TextId } from '#core';
import { WireError } from '#core';
import type { Progress } from '#message';
import { type CallRequest, isSigned, type Kind, langOf, readRequest } from '#phone/twilio';
import type { Endpoint } from './endpoint.ts';
import { empty } from './respond.ts';
import { readSignedForm } from './twilio-form.ts';

type Signed = {
  /** The account's auth tokens: the primary one and, during a rotation, the other. */
  readonly tokens: readonly Secret[];
  readonly accountSid: string;
  readonly issuer: string;
  readonly log: Log;
};

/** What Twilio's webhooks may cause. A null document refuses the request: nothing has happened. */
export type TwilioCallPorts = Signed & {
  readonly languages: readonly Lang[];
  readonly ring: (request: CallRequest, lang: Lang) => Promise<string | null>;
  readonly step: (
    kind: 'listen' | 'wait' | 'secret' | 'news',
    token: string,
    request: CallRequest,
    lang: Lang,
  ) => Promise<string | null>;
  readonly status: (request: CallRequest) => Promise<void>;
};

const refused = (ports: Signed, code: string, error: 'forbidden' | 'invalid_request'): WireError => {
  ports.log.warn('A webhook was refused', { code });
  return new WireError(error, 'webhook');
};

/**
 * The form of a request that Twilio signed over our configured address. The query counts, and only the one given may be
 * there. @throws WireError `forbidden`.
 */
const signedForm = async (ports: Signed, request: Request, query: string): Promise<ReadonlyMap<string, string>> => {
  const form = await readSignedForm(request);
  const { pathname, search } = new URL(request.url);
  if (search !== query) throw refused(ports, 'query', 'forbidden');
  const signature = request.headers.get('x-twilio-signature');
  if (!isSigned(ports.tokens, signature, `${ports.issuer}${pathname}${search}`, form)) {
    throw refused(ports, 'signature', 'forbidden');
  }
  return form;
};

const xml = (document: string): Response =>
  new Response(document, { headers: { 'content-type': 'text/xml; charset=utf-8' } });

/** Twilio's webhooks about calls: signature, then the strict schema of the step, then the line. */
export const createTwilioCallEndpoints = (
  ports: TwilioCallPorts,
): Record<'ring' | 'listen' | 'wait' | 'secret' | 'news' | 'status', Endpoint> => {
  const read = async (request: Request, kind: Kind): Promise<CallRequest> => {
    const found = readRequest(kind, ports.accountSid, await signedForm(ports, request, ''));
    if (!found.ok) throw refused(ports, found.fault, 'invalid_request');
    return found.request;
  };
  const step =
    (kind: 'listen' | 'wait' | 'secret' | 'news'): Endpoint =>
    async (request, info) => {
      const found = await read(request, kind);
      const token = info.params.token ?? '';
      if (!/^[\w-]{22}$/.test(token)) throw refused(ports, 'token', 'forbidden');
      const document = await ports.step(kind, token, found, ports.languages[0] ?? 'en');
      if (document === null) throw refused(ports, 'step', 'forbidden');
      return xml(document);
    };
  return {
    async ring(request, info) {
      const found = await read(request, 'ring');
      const lang = langOf(info.params.lang, ports.languages);
      if (lang === null) throw new WireError('not_found', 'language');
      const document = await ports.ring(found, lang);
      if (document === null) throw refused(ports, 'ring', 'forbidden');
      return xml(document);
    },
    listen: step('listen'),
    wait: step('wait'),
    secret: step('secret'),
    news: step('news'),
    async status(request) {
      await ports.status(await read(request, 'status'));
      return empty(204);
    },
  };
};

/** What a report on a text says, once it has been read strictly. */
type Report = { readonly text: TextId; readonly providerId: string; readonly progress: Progress | null };

/** Twilio's reports on texts: signature, strict schema, then the message room, which takes each once and in any order. */
export const createTwilioTextEndpoint =
  (
    ports: Signed & {
      readonly read: (textId: string | null, form: ReadonlyMap<string, string>) => Report | null;
      readonly report: (text: TextId, providerId: string, progress: Progress) => Promise<boolean>;
    },
  ): Endpoint =>
  async (request) => {
    const text = /^\?text=(text_[\w-]{22})$/.exec(new URL(request.url).search)?.[1] ?? null;
    const form = await signedForm(ports, request, `?text=${text}`);
    const report = ports.read(text, form);
    if (report === null) throw refused(ports, 'report', 'invalid_request');
    if (report.progress !== null) await ports.report(report.text, report.providerId, report.progress);
    return empty(204);
  };
