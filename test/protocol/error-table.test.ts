// RFC 6749 §3.2, §5.2; OpenID4VCI 1.0 §6.1, §6.3, §12.3; RFC 8707 §2; RFC 9396 §5
// The error table of the token endpoint, row by row: status, code, headers, and what it cost the caller.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PortError, Secret } from '#core';
import { type Installation, install, maria } from '../journey/installation.ts';
import { anna, createPlainClient, grantType } from '../journey/plain-client.ts';

type Row = {
  readonly name: string;
  readonly status: number;
  readonly error: string;
  readonly spendsCode?: boolean;
  /** What the grant is afterwards, when it is neither as it was nor dead. */
  readonly becomes?: string;
  readonly spendsAttempt?: boolean;
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, RegExp>>;
  readonly env?: Record<string, string>;
  /** What is sent; the answer of the last request counts. */
  readonly send: (at: At) => Promise<Response>;
};

type At = {
  readonly house: Installation;
  readonly code: string;
  readonly digits: string;
  readonly wrong: string;
  readonly call: string;
  readonly post: (form: Record<string, string> | string, headers?: Record<string, string>) => Promise<Response>;
  readonly good: Record<string, string>;
  readonly proof: () => string;
  /** Takes a fresh nonce. */
  readonly refresh: () => Promise<unknown>;
};

const formType = { 'content-type': 'application/x-www-form-urlencoded' };

const rows: readonly Row[] = [
  {
    name: 'no grant type',
    status: 400,
    error: 'invalid_request',
    send: ({ post, good }) => post({ ...good, grant_type: '' }),
  },
  {
    name: 'a parameter twice',
    status: 400,
    error: 'invalid_request',
    send: ({ post, good }) => post(`${new URLSearchParams(good)}&tx_code=000000`),
  },
  {
    name: 'another content type',
    status: 415,
    error: 'unsupported_media_type',
    send: ({ post, good }) => post(JSON.stringify(good), { 'content-type': 'application/json' }),
  },
  {
    name: 'a body over 8 KB',
    status: 413,
    error: 'content_too_large',
    send: ({ post, good }) => post({ ...good, pad: 'x'.repeat(9000) }),
  },
  {
    name: 'broken percent encoding',
    status: 400,
    error: 'invalid_request',
    send: ({ post, good }) => post(`${new URLSearchParams(good)}&x=%zz`),
  },
  {
    name: 'bytes that are not UTF-8',
    status: 400,
    error: 'invalid_request',
    send: ({ post, good }) => post(`${new URLSearchParams(good)}&x=%ff`),
  },
  {
    name: 'the password grant',
    status: 400,
    error: 'unsupported_grant_type',
    send: ({ post, good }) => post({ ...good, grant_type: 'password' }),
  },
  {
    name: 'no client id where anonymous access is off',
    status: 401,
    error: 'invalid_client',
    env: { VOICEGRANT_ANONYMOUS_CLIENTS: 'off' },
    send: ({ post, good }) => post(good),
  },
  {
    name: 'an unknown client',
    status: 401,
    error: 'invalid_client',
    send: ({ post, good }) => post({ ...good, client_id: 'somebody' }),
  },
  { name: 'no proof', status: 400, error: 'invalid_dpop_proof', send: ({ post, good }) => post(good, { dpop: '' }) },
  {
    name: 'a proof that is no JWS',
    status: 400,
    error: 'invalid_dpop_proof',
    send: ({ post, good }) => post(good, { dpop: 'a.b.c' }),
  },
  {
    name: 'a proof without a nonce',
    status: 400,
    error: 'use_dpop_nonce',
    headers: { 'dpop-nonce': /^[\w-]{20,}$/ },
    send: ({ post, good, house }) =>
      post(good, { dpop: createPlainClient(house.fetch, house.issuer).proof('POST', `${house.issuer}/oauth/token`) }),
  },
  {
    name: 'the same proof twice',
    status: 400,
    error: 'invalid_dpop_proof',
    spendsAttempt: true,
    async send({ post, good, wrong, proof }) {
      const dpop = proof();
      await post({ ...good, tx_code: wrong }, { dpop });
      return post(good, { dpop });
    },
  },
  {
    name: 'no digits',
    status: 400,
    error: 'invalid_request',
    send: ({ post, good }) => post({ ...good, tx_code: '' }),
  },
  {
    name: 'five digits',
    status: 400,
    error: 'invalid_request',
    send: ({ post, good }) => post({ ...good, tx_code: '12345' }),
  },
  {
    name: 'digits of another script',
    status: 400,
    error: 'invalid_request',
    send: ({ post, good }) => post({ ...good, tx_code: '١٢٣٤٥٦' }),
  },
  {
    name: 'details wider than the grant',
    status: 400,
    error: 'invalid_authorization_details',
    send: ({ post, good }) => post({ ...good, authorization_details: '[{"type":"add_user"},{"type":"add_payee"}]' }),
  },
  {
    name: 'details that are not JSON',
    status: 400,
    error: 'invalid_authorization_details',
    send: ({ post, good }) => post({ ...good, authorization_details: '[{' }),
  },
  {
    name: 'a foreign resource',
    status: 400,
    error: 'invalid_target',
    send: ({ post, good }) => post({ ...good, resource: 'https://elsewhere.example' }),
  },
  {
    name: 'another scope',
    status: 400,
    error: 'invalid_scope',
    send: ({ post, good }) => post({ ...good, scope: 'add_payee' }),
  },
  {
    name: 'wrong digits',
    status: 400,
    error: 'invalid_grant',
    spendsAttempt: true,
    members: { tx_code_attempts_remaining: 4 },
    send: ({ post, good, wrong }) => post({ ...good, tx_code: wrong }),
  },
  {
    name: 'wrong digits, the last try',
    status: 400,
    error: 'invalid_grant',
    spendsCode: true,
    members: { tx_code_attempts_remaining: undefined },
    async send({ post, good, wrong }) {
      for (let tries = 1; tries < 5; tries += 1) await post({ ...good, tx_code: wrong });
      return post({ ...good, tx_code: wrong });
    },
  },
  {
    name: 'an unknown code',
    status: 400,
    error: 'invalid_grant',
    send: ({ post, good }) => post({ ...good, 'pre-authorized_code': 'A'.repeat(43) }),
  },
  {
    name: 'an expired code',
    status: 400,
    error: 'invalid_grant',
    spendsCode: true,
    async send({ post, good, house, call, refresh }) {
      for (let waited = 0; waited < 300; waited += 20) {
        house.clock.advance(20);
        await house.quiet(call);
      }
      await refresh();
      return post(good);
    },
  },
  {
    name: 'a code whose call has ended',
    status: 400,
    error: 'invalid_grant',
    spendsCode: true,
    async send({ post, good, house, call }) {
      await house.hangUp(call);
      return post(good);
    },
  },
  {
    name: 'a code that was redeemed, by another key',
    status: 400,
    error: 'invalid_grant',
    becomes: 'redeemed',
    async send({ post, good, house }) {
      const other = createPlainClient(house.fetch, house.issuer);
      assert.equal((await other.redeem(good['pre-authorized_code'] ?? '', good.tx_code ?? '')).status, 200);
      return post(good);
    },
  },
  {
    name: 'a code that was used',
    status: 400,
    error: 'invalid_grant',
    becomes: 'consumed',
    async send({ post, good, house, refresh }) {
      const other = createPlainClient(house.fetch, house.issuer);
      const { body } = await other.redeem(good['pre-authorized_code'] ?? '', good.tx_code ?? '');
      assert.equal((await other.transact(String(body.access_token), 'add_user', anna)).status, 201);
      await refresh();
      return post(good);
    },
  },
  {
    name: 'a person who was disabled meanwhile',
    status: 400,
    error: 'invalid_grant',
    spendsCode: true,
    async send({ post, good, house }) {
      await house.verifier.disable(new Secret(maria.userId));
      return post(good);
    },
  },
  {
    name: 'the grant type twice',
    status: 400,
    error: 'invalid_request',
    send: ({ post, good }) => post(`${new URLSearchParams(good)}&grant_type=${encodeURIComponent(grantType)}`),
  },
  {
    name: 'a proof with a nonce that has expired',
    status: 400,
    error: 'use_dpop_nonce',
    headers: { 'dpop-nonce': /^[\w-]{20,}$/ },
    async send({ post, good, house, call, proof }) {
      const dpop = proof();
      for (let waited = 0; waited < 200; waited += 20) {
        house.clock.advance(20);
        await house.quiet(call);
      }
      return post(good, { dpop });
    },
  },
  {
    name: 'too fast',
    status: 429,
    error: 'temporarily_unavailable',
    headers: { 'retry-after': /^\d+$/ },
    async send({ post, good, house, call }) {
      for (;;) {
        const response = await house.fetch('/oauth/token', { method: 'POST' });
        if (response.status === 429) break;
        await response.text();
      }
      const response = await post(good);
      for (let waited = 0; waited < 80; waited += 20) {
        house.clock.advance(20);
        await house.quiet(call);
      }
      return response;
    },
  },
  {
    name: 'while the store is down',
    status: 503,
    error: 'temporarily_unavailable',
    headers: { 'retry-after': /^\d+$/ },
    async send({ post, good, house }) {
      const { commit } = house.store;
      const down = () => Promise.reject(new PortError('store', 'down', { retryable: true }));
      Object.assign(house.store, { commit: down });
      const response = await post(good);
      Object.assign(house.store, { commit });
      return response;
    },
  },
  {
    name: 'a request from another site',
    status: 403,
    error: 'cross_site',
    send: ({ post, good }) => post(good, { 'sec-fetch-site': 'cross-site' }),
  },
  {
    name: 'another origin',
    status: 403,
    error: 'cross_site',
    send: ({ post, good }) => post(good, { origin: 'https://evil.example' }),
  },
];

for (const row of rows) {
  test(`token endpoint: ${row.name} → ${row.status} ${row.error}`, async () => {
    const house = await install(row.env === undefined ? {} : { env: row.env });
    const client = createPlainClient(house.fetch, house.issuer);
    const { call, code, digits } = await house.offered(maria);
    const left = async () => (await client.form('/offer/status', { 'pre-authorized_code': code })).body;
    const before = await left();
    const proof = () => client.proof('POST', `${house.issuer}/oauth/token`);
    const post: At['post'] = async (form, headers = {}) => {
      const { dpop = proof(), ...others } = headers;
      return house.fetch('/oauth/token', {
        method: 'POST',
        headers: { ...formType, ...others, ...(dpop === '' ? {} : { dpop }) },
        body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
      });
    };
    const good = { grant_type: grantType, 'pre-authorized_code': code, tx_code: digits };
    const wrong = String((Number(digits) + 1) % 1_000_000).padStart(6, '0');
    const response = await row.send({ house, code, digits, wrong, call, post, good, proof, refresh: left });
    const body = (await response.json()) as Record<string, unknown>;
    assert.deepEqual([response.status, body.error], [row.status, row.error]);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(typeof body.error_description, 'string');
    for (const [name, value] of Object.entries(row.members ?? {})) assert.equal(body[name], value, name);
    for (const [name, shape] of Object.entries(row.headers ?? {}))
      assert.match(response.headers.get(name) ?? '', shape);
    const after = await left();
    assert.equal(after.state, row.becomes ?? (row.spendsCode === true ? 'dead' : 'offered'), 'what became of the code');
    if (row.spendsCode !== true && row.becomes === undefined) {
      const cost = Number(before.attempts_remaining) - Number(after.attempts_remaining);
      assert.equal(cost, row.spendsAttempt === true ? 1 : 0, 'attempts spent');
    }
  });
}

test('unknown, expired, spent and ended codes are refused in the same words', async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const unknown = await client.redeem('B'.repeat(43), '123456');
  const ended = await house.offered(maria);
  await house.hangUp(ended.call);
  assert.deepEqual((await client.redeem(ended.code, ended.digits)).body, unknown.body);
});
