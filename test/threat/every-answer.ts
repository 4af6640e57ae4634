// Every route of an installation, answered in every manner it can refuse: for tests of what each answer must carry.
import { type Installation, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';

export type Seen = { readonly what: string; readonly response: Response };

const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Good answers and 204, 400, 401, 403, 404, 405, 409, 413, 415, 422 from every route there is. */
export const everyAnswer = async (house: Installation): Promise<Seen[]> => {
  const seen: Seen[] = [];
  const ask = async (path: string, init: RequestInit = {}) => {
    seen.push({ what: `${init.method ?? 'GET'} ${path}`, response: await house.fetch(path, init) });
  };
  const offer = await house.offered(maria);
  const types = [...new Set(['add_user', 'change_address', 'add_payee', 'no_such_thing'])];
  for (const [, pattern] of house.app.routes) {
    // Endless by nature: streams of events.
    if (pattern.endsWith('/events') || pattern === '/console/calls') continue;
    const paths = pattern.includes('{type}')
      ? types.map((type) => pattern.replace('{type}', type))
      : [pattern.replace(/\{\w+\}/g, 'none')];
    for (const path of paths) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']) await ask(path, { method });
      await ask(path, { method: 'POST' });
      await ask(path, { method: 'POST', headers: form, body: 'a=1&a=2' });
      await ask(path, { method: 'POST', headers: form, body: `pre-authorized_code=${offer.code}&reason=no` });
      await ask(path, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' });
      await ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":' });
      await ask(path, { method: 'POST', headers: form, body: 'x'.repeat(9000) });
      await ask(path, { method: 'POST', headers: { ...form, origin: 'https://evil.example' }, body: 'a=1' });
    }
  }
  for (const path of ['/favicon.ico', '/robots.txt', '/.env', '/a/b/c', '/%00', '/%2e%2e/%2e%2e/etc/passwd']) {
    await ask(path);
  }
  const client = createPlainClient(async (path, init) => {
    const response = await house.fetch(path, init);
    seen.push({ what: `client ${path}`, response: response.clone() });
    return response;
  }, house.issuer);
  await client.form('/offer/status', { 'pre-authorized_code': offer.code });
  await client.redeem(offer.code, '000000');
  const redeemed = await client.redeem(offer.code, offer.digits);
  const token = String(redeemed.body.access_token);
  await client.transact(token, 'add_user', { ...anna, birthdate: 'x' });
  await client.transact(token, 'change_address', anna);
  await client.transact(token, 'add_user', anna);
  await client.transact(token, 'add_user', anna);
  return seen;
};
