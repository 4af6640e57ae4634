// T-56 and T-57. Attacker: sends what no client sends: too large, too deep, too wide, broken, doubled, polluted.
// Control: 8 KB, depth 5, 32 members, strict UTF-8, one meaning or none, nothing is unpacked (src/http/body.ts,
// src/core/strict-json.ts). Failure would show as an acceptance, a status of 500, a changed prototype or a heap that grows.
// (A hundred thousand to each endpoint: T-56-hostile-bodies.wide.test.ts. Slow and ambiguous connections: T-59.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parseStrictJson } from '#core';
import { install } from '../journey/installation.ts';
import { fuzz } from './fuzz-endpoints.ts';
import { tell } from './tell.ts';

test('of thousands of hostile bodies none is accepted and none breaks anything', async (t) => {
  const { sent, accepted, failed, broken } = await fuzz(250, 56);
  assert.equal(failed, 0, broken.join('\n'));
  tell(t, 'T-56', sent, accepted);
});

test('a body of more than 8 KB is refused while it comes, whether its length is said or not', async (t) => {
  const house = await install();
  let read = 0;
  let taken = 0;
  // A length that lies small is cut off by the parser before it comes here (T-59).
  for (const declared of [undefined, '99999999']) {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        read += 1024;
        controller.enqueue(new Uint8Array(1024).fill(97));
        if (read > 10_000_000) controller.close();
      },
    });
    const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
    if (declared !== undefined) headers['content-length'] = declared;
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    if ((await house.fetch('/oauth/token', init)).status !== 413) taken += 1;
  }
  assert.ok(read < 40_000, `${read} bytes were read`);
  tell(t, 'T-56', 2, taken);
});

test('nothing is unpacked: a packed body is bytes that mean nothing', async (t) => {
  const house = await install();
  const bomb = gzipSync(Buffer.alloc(4_000_000, 'a=b&'));
  let taken = 0;
  for (const type of ['application/x-www-form-urlencoded', 'application/json']) {
    const headers = { 'content-type': type, 'content-encoding': 'gzip' };
    const response = await house.fetch('/oauth/token', { method: 'POST', headers, body: bomb.subarray(0, 8000) });
    if (response.status < 400 || response.status >= 500) taken += 1;
  }
  tell(t, 'T-56', 2, taken);
});

test('one meaning or none: doubled, polluted, deep, wide and broken JSON is no JSON', (t) => {
  const refused = [
    '{"a":1,"a":2}',
    '{"\\u0061":1,"a":2}',
    '{"__proto__":{"polluted":true}}',
    '{"\\u005f_proto__":1}',
    '{"a":{"constructor":{"prototype":{}}}}',
    '{"prototype":1}',
    '\ufeff{"a":1}',
    '{"a":1}x',
    '{"a":"\\ud800"}',
    "{'a':1}",
    '{a:1}',
    '{"a":01}',
    '{"a":1,}',
    '[1,2',
    `${'['.repeat(100_000)}`,
    `${'{"a":'.repeat(6)}1${'}'.repeat(6)}`,
    `[${'1,'.repeat(40)}1]`,
    '',
    ' ',
    '{"a":\u00a01}',
    '{"a":1}\u0000',
    '"\u0001"',
  ];
  const taken = refused.filter((text) => parseStrictJson(text) !== undefined);
  assert.deepEqual(taken, []);
  const polluted = { ...(JSON.parse('{}') as Record<string, unknown>) };
  assert.equal(polluted.polluted, undefined);
  tell(t, 'T-57', refused.length, taken.length);
});

test('bytes that are no UTF-8, and names that come twice, are refused at every endpoint', async (t) => {
  const house = await install();
  const bodies: [string, BodyInit][] = [
    ['application/x-www-form-urlencoded', Buffer.from([0x61, 0x3d, 0xc0, 0xaf]) as BodyInit],
    ['application/x-www-form-urlencoded', Buffer.from([0x61, 0x3d, 0xed, 0xa0, 0x80]) as BodyInit],
    ['application/x-www-form-urlencoded', 'token=%c0%af'],
    ['application/x-www-form-urlencoded', 'token=%zz'],
    ['application/x-www-form-urlencoded', 'token=a&token=b'],
    ['application/x-www-form-urlencoded', 'token=a&t%6fken=b'],
    ['application/json', Buffer.from([0x22, 0xff, 0x22]) as BodyInit],
  ];
  let taken = 0;
  for (const path of ['/oauth/revoke', '/oauth/token', '/offer/status', '/offer/decline']) {
    for (const [type, body] of bodies) {
      const response = await house.fetch(path, { method: 'POST', headers: { 'content-type': type }, body });
      if (response.status !== 400 && response.status !== 415) taken += 1;
    }
  }
  tell(t, 'T-57', 4 * bodies.length, taken);
});
