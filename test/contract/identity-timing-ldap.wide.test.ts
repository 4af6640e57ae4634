// Six classes of failure take the same time at the port: a directory, OpenLDAP's slapd.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, systemClock, systemRandom } from '#core';
import { createLdapVerifier } from '#identity/ldap';
import { base, hasSlapd, service, startSlapd } from '../../twin/ldap/slapd.ts';
import { judgeTimes, people, timeFailures } from './identity-timing.ts';

test('ldap', { timeout: 175_000 }, async (t) => {
  assert.ok(hasSlapd(), 'install it first: apt-get install slapd');
  const server = await startSlapd(
    Object.values(people)
      .flat()
      .map((uid) => ({ uid, secret: '48291306' })),
  );
  t.after(server.close);
  const verifier = createLdapVerifier(
    {
      ...{ url: server.url, startTls: false, bindDn: service.dn, bindSecret: new Secret(service.secret), baseDn: base },
      ...{ userAttribute: 'uid', subjectAttribute: 'entryUUID', phoneAttribute: 'telephoneNumber', ca: null },
    },
    { clock: systemClock(), random: systemRandom, key: new Secret('a key') },
  );
  await judgeTimes(timeFailures(verifier, 2000, 300), (line) => t.diagnostic(line));
});
