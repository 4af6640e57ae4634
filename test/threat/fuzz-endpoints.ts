import assert from 'node:assert/strict';
import { install, maria } from '../journey/installation.ts';
import { hostileBodies, numbers } from './hostile-bodies.ts';

/** Endpoints that read a body, with what a request to each is dressed in. */
export const fuzzed = [
  '/oauth/token',
  '/oauth/revoke',
  '/oauth/introspect',
  '/offer/status',
  '/offer/open',
  '/offer/decline',
  '/transactions/add_user',
  '/transactions/nothing_such',
  '/phone/handset/calls',
];

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

/**
 * Sends `count` hostile requests to each endpoint of one installation. Answers how many were sent, how many were accepted
 * (a token, a receipt, a changed offer), how many were answered with a status of 500 or more, and how much the heap grew.
 */
export const fuzz = async (count: number, seed: number, say: (line: string) => void = () => undefined) => {
  const house = await install();
  const offer = await house.offered(maria);
  const { of } = numbers(seed ^ 0x5eed);
  const next = hostileBodies(seed);
  const prototype = Object.getOwnPropertyNames(Object.prototype).join();
  const result = { sent: 0, accepted: 0, failed: 0, grownMiB: 0 };
  let settled = 0;
  for (const path of fuzzed) {
    const statuses = new Map<number, number>();
    for (let n = 0; n < count; n += 1) {
      const { type, body } = next();
      const headers: Record<string, string> = {
        'content-type': type,
        dpop: of(headerValues),
        authorization: of(headerValues),
      };
      if (type === '') delete headers['content-type'];
      const request = new Request(`${house.issuer}${path}`, { method: 'POST', headers, body: body as BodyInit });
      // From everywhere, so that what is behind the budget of one client is reached as well.
      const response = await house.app.fetch(request, { client: `198.51.${(n >> 8) & 255}.${n & 255}` });
      const text = await response.text();
      result.sent += 1;
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      if (response.status >= 500) result.failed += 1;
      if (/access_token|rcpt_/.test(text)) result.accepted += 1;
      if (n === Math.min(1000, count - 1) && path === fuzzed[0]) {
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
  const status = await house.fetch('/offer/status', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `pre-authorized_code=${offer.code}`,
  });
  const { state, attempts_remaining } = (await status.json()) as Record<string, unknown>;
  if (state !== 'offered' || attempts_remaining !== 5) result.accepted += 1;
  assert.deepEqual(await house.changes(maria), []);
  return result;
};
