// Six classes of failure take the same time at the port: a directory, OpenLDAP's slapd.
import assert from 'node:assert/strict';
import { Secret, systemClock, systemRandom } from '#core';
import { createLdapVerifier } from '#identity/ldap';
import { base, hasSlapd, service, startSlapd } from '../../twin/ldap/slapd.ts';
import { people, sameTimes, timeFailures } from './identity-timing.ts';

sameTimes('ldap', async () => {
  assert.ok(hasSlapd(), 'install it first: apt-get install slapd');
  const server = await startSlapd(
    Object.values(people)
      .flat()
      .map((uid) => ({ uid, secret: '48291306' })),
  );
  const verifier = createLdapVerifier(
    {
      ...{ url: server.url, startTls: false, bindDn: service.dn, bindSecret: new Secret(service.secret), baseDn: base },
      ...{ userAttribute: 'uid', subjectAttribute: 'entryUUID', phoneAttribute: 'telephoneNumber', ca: null },
    },
    { clock: systemClock(), random: systemRandom, key: new Secret('a key') },
  );
  return { times: (samples) => timeFailures(verifier, samples, 300), close: server.close };
});
