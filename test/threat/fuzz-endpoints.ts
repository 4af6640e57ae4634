import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type Installation, install, james, maria } from '../journey/installation.ts';
import { anna, createPlainClient, grantType } from '../journey/plain-client.ts';
import { hostileBodies, numbers } from './hostile-bodies.ts';

const form = 'application/x-www-form-urlencoded';
const json = 'application/json';

/** Every endpoint there is that takes a body, with the media type it wants. */
const endpointsOf = (house: Installation): (readonly [path: string, type: string])[] =>
  house.app.routes
    .filter(([method]) => method === 'POST')
    .flatMap(([, path]) =>
      path.includes('{type}') ? [path.replace('{type}', 'add_user'), path.replace('{type}', 'nothing_such')] : [path],
    )
    .map((path) => [path.replace(/\{\w+\}/g, 'none'), /^\/(?:oauth|offer|login)\//.test(path) ? form : json] as const);

const headerValues = [
  '',
  'DPoP x',
  'Bearer x',
  'DPoP a.b.c',
  'DPoP a.b.c, DPoP d.e.f',
  'Basic eDp5',
  'x'.repeat(2000),
  'e30.e30.e30',
  'eyJhbGciOiJub25lIn0.e30.',
  '__proto__',
];

/** So much at `/oauth/token` that the form gets as far as the proof, and past it. */
const dressed = [
  '',
  `grant_type=${encodeURIComponent(grantType)}&`,
  `grant_type=${encodeURIComponent(grantType)}&tx_code=000000&`,
];

/** What an acceptance would hold: a token, a receipt. */
const isAccepted = (text: string) => /"access_token"|"rcpt_/.test(text);

type Sent = { readonly path: string; readonly type: string; readonly body: Uint8Array; readonly client: string };
type Fuzzed = { endpoints: number; sent: number; accepted: number; failed: number; broken: string[]; grownMiB: number };

/**
 * Sends `count` hostile requests to each endpoint of one installation, one in sixteen with a genuine proof over its very
 * bytes and, at a transaction, a genuine token. Answers how many were sent, how many were accepted (a token, a receipt, a
 * changed offer), which were answered with a status of 500 or more, and how much the heap grew.
 */
export const fuzz = async (count: number, seed: number, say: (line: string) => void = () => undefined) => {
  const house = await install();
  const offer = await house.offered(maria);
  const held = await house.offered(james);
  const client = createPlainClient(house.fetch, house.issuer);
  const token = String((await client.redeem(held.code, held.digits)).body.access_token);
  const { below, of } = numbers(seed ^ 0x5eed);
  const next = hostileBodies(seed);
  const prototype = Object.getOwnPropertyNames(Object.prototype).join();
  const fuzzed = endpointsOf(house);
  const result: Fuzzed = { endpoints: fuzzed.length, sent: 0, accepted: 0, failed: 0, broken: [], grownMiB: 0 };

  const headersOf = ({ path, type, body }: Sent): Record<string, string> => {
    const genuine = below(16) === 0;
    const claims = {
      content_digest: `sha-256=:${createHash('sha256').update(body).digest('base64')}:`,
      ...(path.startsWith('/transactions/') ? { ath: createHash('sha256').update(token).digest('base64url') } : {}),
    };
    return {
      ...(type === '' ? {} : { 'content-type': type }),
      dpop: genuine ? client.proof('POST', `${house.issuer}${path}`, claims) : of(headerValues),
      authorization: genuine ? `DPoP ${token}` : of(headerValues),
    };
  };
  const send = async (sent: Sent): Promise<number> => {
    const { path, body } = sent;
    const request = new Request(`${house.issuer}${path}`, {
      method: 'POST',
      headers: headersOf(sent),
      body: body as BodyInit,
    });
    const response = await house.app.fetch(request, { client: sent.client });
    const text = await response.text();
    result.sent += 1;
    if (response.status >= 500) {
      result.failed += 1;
      result.broken.push(
        `${path} ${response.status} ${sent.type} ${Buffer.from(body).toString('base64').slice(0, 400)} ${text}`,
      );
    }
    if (isAccepted(text)) result.accepted += 1;
    return response.status;
  };

  let settled = 0;
  for (const [path, wanted] of fuzzed) {
    const statuses = new Map<number, number>();
    for (let n = 0; n < count; n += 1) {
      const { type, body } = next();
      const before = path === '/oauth/token' && typeof body === 'string' ? of(dressed) : '';
      const status = await send({
        path,
        type: below(4) ? wanted : type,
        body: Buffer.concat([Buffer.from(before), Buffer.from(body)]),
        // From everywhere, so that what is behind the budget of one client is reached as well.
        client: `198.51.${(n >> 8) & 255}.${n & 255}`,
      });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (n === Math.min(1000, count - 1) && path === fuzzed[0]?.[0]) {
        globalThis.gc?.();
        settled = process.memoryUsage().heapUsed;
      }
    }
    say(`${path} ${[...statuses].map(([status, times]) => `${status}×${times}`).join(' ')}`);
  }
  globalThis.gc?.();
  result.grownMiB = (process.memoryUsage().heapUsed - settled) / 1_048_576;
  assert.equal(Object.getOwnPropertyNames(Object.prototype).join(), prototype, 'no prototype was polluted');
  assert.equal(({} as Record<string, unknown>).a, undefined);
  const left = await client.form('/offer/status', { 'pre-authorized_code': offer.code });
  assert.deepEqual([left.body.state, left.body.attempts_remaining], ['offered', 5], JSON.stringify(left.body));
  assert.deepEqual(await house.changes(maria), []);
  assert.deepEqual(await house.changes(james), []);
  // The genuine proofs were genuine: with honest details the same token still does its one thing.
  assert.equal((await client.transact(token, 'add_user', anna)).status, 201);
  return result;
};
