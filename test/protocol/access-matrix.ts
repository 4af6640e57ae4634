// Every account, every declared transaction, every route and method, made from the catalogue and the route table: a new
// transaction or route is in the matrix without a word here.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type AnyTransaction, shipped } from '#transaction';
import { type Installation, install, type Person } from '../journey/installation.ts';
import { createPlainClient } from '../journey/plain-client.ts';

type Field = { readonly enum?: readonly string[] };

/** What a field may want: a name, a code, a country, a day, an account number. The first that its schema takes is used. */
const words = ['Anna Ortiz', '10115', 'DE', '1988-04-12', 'DE89370400440532013000'];

/** Details that the transaction's own schema takes, found field by field. */
export const detailsOf = ({ input }: AnyTransaction): Record<string, string> => {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  const fields = Object.entries((schema.properties ?? {}) as Record<string, Field>);
  const details: Record<string, string> = Object.fromEntries(fields.map(([name]) => [name, '']));
  for (const [name, field] of fields) {
    const faulty = (value: string) =>
      input.safeParse({ ...details, [name]: value }).error?.issues.some(({ path }) => path[0] === name) === true;
    details[name] = [...(field.enum ?? []), ...words].find((value) => !faulty(value)) ?? '';
  }
  assert.ok(input.safeParse(details).success, `no details for ${JSON.stringify(schema)}`);
  return details;
};

export const peopleOf = (count: number): readonly Person[] =>
  Array.from({ length: count }, (_, n): Person => {
    const number = `+1555557${String(n).padStart(4, '0')}` as Person['number'];
    return { userId: String(30_000_000 + n), pin: '48291306', number, account: `acct_test-${n}` as Person['account'] };
  });

type Client = ReturnType<typeof createPlainClient>;
export type Held = {
  readonly who: Person;
  readonly own: AnyTransaction;
  readonly client: Client;
  readonly token: string;
};

/** A token of this person for this transaction, from a call that goes on. */
export const tokenFor = async (
  house: Installation,
  own: AnyTransaction,
  who: Person,
): Promise<Held & { call: string }> => {
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(who, own.en.asks[0]);
  const { body } = await client.redeem(offer.code, offer.digits);
  assert.equal(typeof body.access_token, 'string', `${own.type} for ${who.account}`);
  return { who, own, client, token: String(body.access_token), call: offer.call };
};

const digest = (token: string) => createHash('sha256').update(token).digest('base64url');
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'];

/** This token, with a good proof, at every route by every method but where it belongs. Answers how often it was tried. */
const everywhere = async (house: Installation, { client, token, own }: Held): Promise<number> => {
  const body = JSON.stringify(detailsOf(own));
  let tried = 0;
  for (const [, path] of house.app.routes) {
    if (path.startsWith('/transactions/{')) continue;
    const target = path.replace('{type}', own.type).replace(/\{\w+\}/g, 'x');
    for (const method of methods) {
      const response = await house.fetch(target, {
        method,
        headers: {
          authorization: `DPoP ${token}`,
          dpop: client.proof(method, `${house.issuer}${target}`, { ath: digest(token) }),
          'content-type': 'application/json',
        },
        ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
      });
      if (response.headers.get('content-type')?.includes('event-stream')) await response.body?.cancel();
      else await response.text();
      tried += 1;
    }
  }
  return tried;
};

/**
 * N accounts by every transaction: each token at its own, at every other, with every other's key, and, for the first
 * `swept` of them, at every route by every method. Only the diagonal passes, and it changes its own account alone.
 */
export const judgeMatrix = async (count: number, swept: number): Promise<{ tried: number; passed: number }> => {
  const people = peopleOf(count);
  const house = await install({ people, env: { VOICEGRANT_TEXTS_PER_MINUTE: '10000' } });
  const changed = async () => Promise.all(people.map(async (who) => (await house.changes(who)).length));
  const expected = people.map(() => 0);
  let [tried, passed] = [0, 0];
  for (let round = 0; round < shipped.length; round += 1) {
    const held: Held[] = [];
    for (const [n, who] of people.entries()) {
      held.push(await tokenFor(house, shipped[(n + round) % shipped.length] as AnyTransaction, who));
    }
    for (const [n, one] of held.entries()) {
      const { client, token, own } = one;
      for (const other of shipped.filter((transaction) => transaction !== own)) {
        const { status, body } = await client.transact(token, other.type, detailsOf(other));
        assert.deepEqual([status, body.code], [403, 'insufficient_scope'], `${own.type} at ${other.type}`);
        tried += 1;
      }
      const stranger = held[(n + 1) % held.length] as Held;
      const { status, body } = await stranger.client.transact(token, own.type, detailsOf(own));
      assert.deepEqual([status, body.code], [401, 'invalid_token'], 'with the key of another account');
      tried += 1;
      if (n < swept) tried += await everywhere(house, one);
    }
    assert.deepEqual(await changed(), expected, 'nothing has changed on the way');
    for (const [n, { client, token, own }] of held.entries()) {
      const { status } = await client.transact(token, own.type, detailsOf(own));
      assert.equal(status, own.confirm === 'call' ? 202 : 201, own.type);
      passed += 1;
      if (own.confirm !== 'call') expected[n] = (expected[n] ?? 0) + 1;
      assert.deepEqual(await changed(), expected, `${own.type} of account ${n} changed that account alone`);
    }
  }
  return { tried, passed };
};
