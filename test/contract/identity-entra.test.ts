// Microsoft Entra ID: a fake made from its documented answers (their sources stand beside them in twin/entra).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type E164, Secret, stoppedClock, systemRandom } from '#core';
import { lockoutOf } from '#identity';
import { createOidcVerifier } from '#identity/oidc';
import { type EntraUser, startFakeEntra } from '../../twin/entra/index.ts';
import { identityContract } from './identity.ts';
import { attackFromThePhone, guardedLine } from './identity-web-login.ts';

const client = { id: 'the-client', secret: 'the secret of the client' };
const users: readonly EntraUser[] = [
  { name: '10012345', password: '48291306', mobilePhone: '+1 (555) 555-0142' },
  { name: '10012346', password: '48291306' },
  { name: '10012348', password: '92730518', stop: 50057 },
  { name: '10012349', password: '92730518', stop: 50076 },
  { name: '10012350', password: '92730518', stop: 53003 },
  { name: '10012351', password: '92730518', stop: 50055 },
  { name: '10012352', password: '', federated: true },
];

const open = async () => {
  const server = await startFakeEntra(client, users);
  const verifier = createOidcVerifier(
    {
      ...{ issuer: server.issuer, clientId: client.id, clientSecret: new Secret(client.secret), preset: 'entra' },
      ...{ accountClaim: null, directory: server.graph, timeoutMs: 1500 },
    },
    { fetch, clock: stoppedClock(Math.floor(Date.now() / 1000)), random: systemRandom, key: new Secret('a key') },
  );
  const ask = (userId: string, pin: string) => verifier.verify(new Secret(userId), new Secret(pin));
  return { server, verifier, ask };
};

identityContract('oidc (Entra ID)', async () => {
  const { server, verifier } = await open();
  return {
    verifier,
    // An ID token of Entra tells no number; the directory does.
    user: { userId: '10012345', pin: '48291306', numberOnFile: '+15555550142' as E164 },
    withoutNumber: { userId: '10012346', pin: '48291306' },
    disabled: { userId: '10012348', pin: '92730518' },
    stall: () => {
      server.state.stall = true;
    },
    breakDown: () => {
      server.state.cut = true;
    },
    emptySecretsSeen: () => server.state.emptySecrets,
    close: server.close,
  };
});

test('what stands in the way of an account of Entra is not a wrong PIN, and is told by its code', async (t) => {
  const { server, ask } = await open();
  t.after(server.close);
  for (const [id, reason] of [
    ['10012349', 'mfa_required'],
    ['10012350', 'mfa_required'],
    ['10012351', 'reset_required'],
    ['10012352', 'not_supported'],
  ] as const) {
    assert.deepEqual(await ask(id, '92730518'), { verdict: 'cannot_say', reason }, id);
  }
});

test('Entra’s smart lockout is told from a wrong PIN, and a stranger on the phone does not bring it about', async (t) => {
  const { server, verifier, ask } = await open();
  t.after(server.close);
  const line = guardedLine(verifier, lockoutOf('oidc', 'entra', 'provider'));
  assert.ok((await attackFromThePhone(line, '10012345', 30)) < 9);
  assert.equal((await ask('10012345', 'a slip')).verdict, 'wrong');
  assert.equal((await ask('10012345', '48291306')).verdict, 'verified');
  for (let n = 0; n < 10; n += 1) await ask('10012345', '00000000');
  assert.deepEqual(await ask('10012345', '48291306'), { verdict: 'locked' });
});

test('Microsoft Graph finds whoever may sign in, under the `oid` that the ID token names', async (t) => {
  const { server, verifier, ask } = await open();
  t.after(server.close);
  const verified = await ask('10012345', '48291306');
  const found = await verifier.find?.(new Secret('10012345'));
  assert.ok(verified.verdict === 'verified' && found != null);
  assert.deepEqual([found.subject, found.account], [verified.caller.subject, verified.caller.account]);
  assert.equal(found.numberOnFile, '+15555550142');
  assert.equal((await verifier.find?.(new Secret('10012346')))?.numberOnFile, null);
  for (const id of ['10012348', '99999999', '../10012345', '10012345?x=']) {
    assert.equal((await verifier.find?.(new Secret(id))) ?? null, null, id);
  }
  server.state.cut = true;
  await assert.rejects(async () => verifier.find?.(new Secret('10012345')));
});
