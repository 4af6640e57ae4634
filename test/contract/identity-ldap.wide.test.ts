// The server here is OpenLDAP's slapd (Debian package `slapd`), started by the suite itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type E164, Secret, stoppedClock, systemRandom } from '#core';
import { createLdapVerifier, type LdapSettings } from '#identity/ldap';
import { base, hasSlapd, service, startSlapd } from '../../twin/ldap/slapd.ts';
import { identityContract } from './identity.ts';
import { attackFromThePhone, guardedLine } from './identity-web-login.ts';

const number = '+15555550142' as E164;
const people = [
  { uid: '10012345', secret: '48291306', telephone: '+1 555 555 0142' },
  { uid: '10012347', secret: '60284917' },
  { uid: 'odd*)(uid=*', secret: '71940362' },
];

test('slapd is there', () => {
  assert.ok(hasSlapd(), 'install it first: apt-get install slapd');
});

const settingsOf = (url: string): LdapSettings => ({
  url,
  startTls: false,
  bindDn: service.dn,
  bindSecret: new Secret(service.secret),
  baseDn: base,
  userAttribute: 'uid',
  subjectAttribute: 'entryUUID',
  phoneAttribute: 'telephoneNumber',
  ca: null,
  timeoutMs: 700,
});

const open = async () => {
  const server = await startSlapd(people);
  const clock = stoppedClock();
  const verifier = createLdapVerifier(settingsOf(server.url), {
    clock,
    random: systemRandom,
    key: new Secret('a key'),
  });
  const ask = (userId: string, pin: string) => verifier.verify(new Secret(userId), new Secret(pin));
  return { server, clock, verifier, ask };
};

identityContract('ldap', async () => {
  const { server, verifier } = await open();
  return {
    verifier,
    user: { userId: '10012345', pin: '48291306', numberOnFile: number },
    withoutNumber: { userId: '10012347', pin: '60284917' },
    stall: server.pause,
    breakDown: () => void server.stop(),
    close: server.close,
  };
});

test('filter characters in a user id find nobody else', async () => {
  const { server, ask } = await open();
  for (const id of ['*', '1001*', '*)(uid=*', '10012345)(objectClass=*', '\\2a', '10012345\0']) {
    assert.notEqual((await ask(id, '48291306')).verdict, 'verified', id);
  }
  assert.equal((await ask('odd*)(uid=*', '71940362')).verdict, 'verified');
  await server.close();
});

test('an empty secret is never bound, although the directory might answer it with success', async () => {
  const { server, ask } = await open();
  for (const pin of ['', ' ', '\t', '\0']) assert.deepEqual(await ask('10012345', pin), { verdict: 'wrong' });
  await server.close();
});

test('a wrong service account is misconfigured, not a wrong PIN', async () => {
  const { server, clock } = await open();
  const settings = { ...settingsOf(server.url), bindSecret: new Secret('not it') };
  const verifier = createLdapVerifier(settings, { clock, random: systemRandom, key: new Secret('a key') });
  const verdict = await verifier.verify(new Secret('10012345'), new Secret('48291306'));
  assert.equal(verdict.verdict, 'cannot_say');
  await server.close();
});

test('a directory without TLS on another host is refused at start', () => {
  assert.throws(() =>
    createLdapVerifier(settingsOf('ldap://directory.example'), {
      clock: stoppedClock(),
      random: systemRandom,
      key: new Secret('k'),
    }),
  );
});

for (const lockout of [{ failures: 5, quietSeconds: 1800 }, null]) {
  const does = lockout === null ? 'without our limit a stranger locks' : 'a stranger on the phone does not lock';
  test(`${does} an entry whose directory locks after five`, async (t) => {
    const server = await startSlapd(people, 5);
    t.after(server.close);
    const clock = stoppedClock();
    const ports = { clock, random: systemRandom, key: new Secret('a key') };
    const verifier = createLdapVerifier(settingsOf(server.url), ports);
    // The directory's clock does not move, so that all of this falls into one of its half hours.
    const forwarded = await attackFromThePhone(guardedLine(verifier, lockout, clock), '10012345', 29);
    assert.ok(lockout === null ? forwarded >= 5 : forwarded === 2, `${forwarded} were forwarded`);
    const web = (pin: string) => verifier.verify(new Secret('10012345'), new Secret(pin));
    assert.equal((await web('a slip')).verdict, 'wrong');
    assert.equal((await web('48291306')).verdict, lockout === null ? 'wrong' : 'verified');
  });
}
