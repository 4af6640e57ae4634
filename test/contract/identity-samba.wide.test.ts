// The server here is Samba as the domain controller of a real Active Directory (Debian package `samba`), started by the
// suite itself; over LDAPS and StartTLS with its name checked.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type E164, Secret, stoppedClock, systemRandom } from '#core';
import { createLdapVerifier, type LdapSettings } from '#identity/ldap';
import { hasSamba, sambaBase, sambaService, startSamba } from '../../twin/ldap/samba.ts';
import { identityContract } from './identity.ts';
import { attackFromThePhone, guardedLine } from './identity-web-login.ts';

// More than one test of the contract tries in a row.
const lockAfter = 25;
assert.ok(hasSamba(), 'install it first: apt-get install samba samba-dsdb-modules samba-ad-provision winbind');
const server = await startSamba(
  [
    { userId: '10012345', secret: '48291306', telephone: '+15555550142' },
    { userId: '10012346', secret: '48291306', telephone: '+15555550143' },
    { userId: '10012347', secret: '60284917' },
    { userId: '10012348', secret: '92730518', how: 'disabled' },
    { userId: '10012349', secret: '71940362', how: 'must change' },
    { userId: '10012350', secret: '71940362', how: 'expired' },
    { userId: '10012351', secret: '48291306' },
  ],
  lockAfter,
);
after(server.close);

const clock = stoppedClock();
const open = (given: Partial<LdapSettings> = {}) =>
  createLdapVerifier(
    {
      ...{ url: 'ldaps://localhost', startTls: false, ca: server.ca, baseDn: sambaBase, timeoutMs: 2000 },
      ...{ bindDn: sambaService.dn, bindSecret: new Secret(sambaService.secret), userAttribute: 'sAMAccountName' },
      ...{ subjectAttribute: 'objectGUID', phoneAttribute: 'telephoneNumber', signInAttribute: 'userPrincipalName' },
      ...given,
    },
    { clock, random: systemRandom, key: new Secret('a key') },
  );
const ask = (userId: string, pin: string, given: Partial<LdapSettings> = {}) =>
  open(given).verify(new Secret(userId), new Secret(pin));

identityContract('ldap (Active Directory)', async () => ({
  verifier: open(),
  user: { userId: '10012345', pin: '48291306', numberOnFile: '+15555550142' as E164 },
  withoutNumber: { userId: '10012347', pin: '60284917' },
  disabled: { userId: '10012348', pin: '92730518' },
}));

test('sub-codes: a PIN that must be changed cannot be said, an account that has run out is wrong', async () => {
  assert.deepEqual(await ask('10012349', '71940362'), { verdict: 'cannot_say', reason: 'reset_required' });
  assert.deepEqual(await ask('10012349', '00000000'), { verdict: 'wrong' });
  assert.deepEqual(await ask('10012350', '71940362'), { verdict: 'wrong' });
});

test('the directory’s name is checked, over LDAPS and after StartTLS', async () => {
  assert.equal((await ask('10012345', '48291306', { url: 'ldap://localhost', startTls: true })).verdict, 'verified');
  for (const url of ['ldaps://127.0.0.1', 'ldap://127.0.0.1']) {
    const startTls = url.startsWith('ldap:');
    assert.equal((await ask('10012345', '48291306', { url, startTls })).verdict, 'cannot_say', url);
  }
  assert.equal((await ask('10012345', '48291306', { ca: null })).verdict, 'cannot_say');
});

test('whoever signs in on their own screen is found by id, unless they are disabled', async () => {
  const directory = open();
  const found = await directory.find?.(new Secret('10012346'));
  assert.equal(found?.signsInAs, '10012346@bank.test');
  assert.equal(found?.numberOnFile, '+15555550143');
  assert.equal(await directory.find?.(new Secret('10012348')), null);
  assert.equal(await directory.find?.(new Secret('99999999')), null);
});

test('a lock of the directory is told from a wrong PIN', async () => {
  for (let n = 0; n < lockAfter; n += 1) await ask('10012351', '00000000');
  assert.deepEqual(await ask('10012351', '48291306'), { verdict: 'locked' });
});

test('a stranger on the phone does not lock an account whose directory locks by itself', async () => {
  const verifier = open();
  const line = guardedLine(verifier, { failures: lockAfter, quietSeconds: 1800 }, clock);
  await attackFromThePhone(line, '10012346', 29);
  assert.equal((await ask('10012346', 'a slip')).verdict, 'wrong');
  assert.equal((await ask('10012346', '48291306')).verdict, 'verified');
});
