// Contest (b)'s material: what Twilio and Lex send for one turn of a call in which the caller says nothing.
import { createHmac, hash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Calls } from '#call';
import type { Log } from '#core';
import { type ConnectLine, createCodeHook } from '#phone/connect';
import { makePost } from './material.ts';

/** The same in every process of a run; no account has it. */
const made = (what: string) => hash('sha256', `bench ${what}`, 'hex').slice(0, 32);
export const twilioAccount = {
  sid: `AC${made('account')}`,
  authToken: made('token'),
  keySid: `SK${made('key')}`,
  keySecret: made('secret'),
  messagingService: `MG${made('service')}`,
};

const formType = 'application/x-www-form-urlencoded';

/** A webhook of Twilio's about one call, signed over its address. */
export const makeWebhook = (url: string, callSid: string, status: string): Buffer => {
  const form = {
    AccountSid: twilioAccount.sid,
    ApiVersion: '2010-04-01',
    CallSid: callSid,
    CallStatus: status,
    Called: '+15555550100',
    Caller: '+15555550142',
    Direction: 'inbound',
    From: '+15555550142',
    To: '+15555550100',
  };
  const signed = Object.entries(form).reduce((text, [name, value]) => `${text}${name}${value}`, url);
  const signature = createHmac('sha1', twilioAccount.authToken).update(signed).digest('base64');
  return makePost(url, formType, { 'x-twilio-signature': signature }, new URLSearchParams(form).toString());
};

export const newCallSid = (): string => `CA${randomBytes(16).toString('hex')}`;

/** Where a TwiML document says that the caller's next words go. */
export const nextAddress = (twiml: string, origin: string): string => {
  const action = /<Gather[^>]* action="([^"]+)"/.exec(twiml)?.[1] ?? /action="([^"]+)"/.exec(twiml)?.[1];
  if (action === undefined) throw new Error(`no address in ${twiml.slice(0, 300)}`);
  return new URL(action.replaceAll('&amp;', '&'), origin).href;
};

const silence = readFileSync(new URL('../test/events/lex/silence.json', import.meta.url), 'utf8');
const named = JSON.parse(silence) as { sessionId: string; bot: { id: string; aliasId: string } };

/** An event of Lex for a turn of this contact. */
export const makeLexEvent = (port: number, contact: string): Buffer =>
  makePost(`http://localhost:${port}/`, 'application/json', {}, silence.replaceAll(named.sessionId, contact));

/**
 * Our code hook, which Lambda calls without HTTP, behind the least server there is, so that a load client can reach it. Answers
 * `lexPort`, and `lexCalls`: calls that wait for their first turn.
 */
export const lexPeer = async (ports: { line: ConnectLine; calls: Calls; log: Log }) => {
  const hook = createCodeHook({
    ...ports,
    expected: {
      account: '123456789012',
      region: 'us-east-1',
      instanceArn: 'arn:aws:connect:us-east-1:123456789012:instance/bench',
      botId: named.bot.id,
      botAliasId: named.bot.aliasId,
      locales: { en: 'en_US', es: 'es_US' },
      pinBy: 'lex',
    },
    describeContact: async () => null,
    askOf: () => null,
  });
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', async () => {
      const [status, text] = await hook(JSON.parse(body)).then(
        (answer) => [200, JSON.stringify(answer)] as const,
        (error: unknown) => [500, String(error)] as const,
      );
      response
        .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
        .end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ring = async () => {
    const vendorId = randomUUID();
    await ports.line.ring({ channel: 'connect', vendorId, lang: 'en', callingNumber: null, calledNumber: null });
    return vendorId;
  };
  return {
    lexPort: () => (server.address() as AddressInfo).port,
    lexCalls: async (count: number) => {
      const contacts: string[] = [];
      while (contacts.length < count) {
        contacts.push(...(await Promise.all(Array.from({ length: Math.min(64, count - contacts.length) }, ring))));
      }
      return contacts;
    },
  };
};
