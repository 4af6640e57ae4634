// The server here is Keycloak itself, started by the suite: the password grant, its directory, and its own login page.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type E164, Secret, systemClock, systemRandom } from '#core';
import { createLoginProvider, createOidcVerifier } from '#identity/oidc';
import { hasKeycloak, keycloakClient, startKeycloak, wanted } from '../../twin/keycloak/index.ts';
import { identityContract } from './identity.ts';

assert.ok(hasKeycloak(), wanted);
const number = '+15555550142' as E164;
const server = await startKeycloak([
  { username: '10012345', secret: '48291306', phone: number },
  { username: '10012346', secret: '71940362', phone: '+15555550143', verified: false },
  { username: '10012347', secret: '60284917' },
  { username: '10012348', secret: '92730518', enabled: false },
  { username: '10012349', secret: '92730518', requiredActions: ['UPDATE_PASSWORD'] },
]);
after(server.close);

const client = {
  ...{ issuer: server.issuer, clientId: keycloakClient.id, clientSecret: new Secret(keycloakClient.secret) },
  ...{ preset: 'keycloak' as const, timeoutMs: 15_000 },
};
const ports = { fetch, clock: systemClock(), random: systemRandom, key: new Secret('a key') };
const open = () => createOidcVerifier({ ...client, accountClaim: null }, ports);

identityContract('oidc (Keycloak)', async () => ({
  verifier: open(),
  user: { userId: '10012345', pin: '48291306', numberOnFile: number },
  withUnverifiedNumber: { userId: '10012346', pin: '71940362' },
  withoutNumber: { userId: '10012347', pin: '60284917' },
  disabled: { userId: '10012348', pin: '92730518' },
}));

test('an account that has something to do first is not a wrong PIN', async () => {
  const ask = (pin: string) => open().verify(new Secret('10012349'), new Secret(pin));
  assert.deepEqual(await ask('92730518'), { verdict: 'cannot_say', reason: 'reset_required' });
  assert.deepEqual(await ask('00000000'), { verdict: 'wrong' });
});

test('its directory finds whoever may sign in, by id, under the subject its tokens name', async () => {
  const verified = await open().verify(new Secret('10012345'), new Secret('48291306'));
  const found = await open().find?.(new Secret('10012345'));
  assert.ok(verified.verdict === 'verified' && found != null);
  assert.deepEqual([found.subject, found.account], [verified.caller.subject, verified.caller.account]);
  assert.equal(found.numberOnFile, number);
  assert.equal((await open().find?.(new Secret('10012346')))?.numberOnFile, null);
  for (const id of ['10012348', '99999999', '*', '1001234', 'service-account-voicegrant']) {
    assert.equal((await open().find?.(new Secret(id)))?.numberOnFile ?? null, null, id);
  }
});

test('a login on its own page, with PKCE, state and nonce, names whom the directory found', async () => {
  const login = createLoginProvider(
    { ...client, claim: null, redirectUri: 'http://localhost:8420/login/callback' },
    ports,
  );
  const secrets = { state: 's'.repeat(43), nonce: new Secret('n'.repeat(43)), verifier: new Secret('v'.repeat(43)) };
  const jar = new Map<string, string>();
  const go = async (url: string, init: RequestInit = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { ...init, headers: { cookie }, redirect: 'manual' });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    return answer;
  };
  const page = await (await go(await login.begin(secrets))).text();
  const action = /action="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const typed = new URLSearchParams({ username: '10012345', password: '48291306' });
  const back = (await go(action, { method: 'POST', body: typed })).headers.get('location') ?? '';
  const answer = await login.finish(new URL(back), secrets);
  const found = await open().find?.(new Secret('10012345'));
  assert.ok(answer.login === 'done' && found != null, JSON.stringify(answer));
  assert.ok(Math.abs(answer.authTime - Date.now() / 1000) < 120);
  assert.deepEqual(await login.finish(new URL(back), secrets), { login: 'failed' }, 'and only once');
  const other = { ...secrets, verifier: new Secret('w'.repeat(43)) };
  assert.deepEqual(await login.finish(new URL(back), other), { login: 'failed' });
});
