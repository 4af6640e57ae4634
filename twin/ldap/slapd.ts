// A real OpenLDAP of our own for the wider suite: its own folder, its own port on loopback, gone afterwards.
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ssha = (secret: string) => {
  const salt = randomBytes(8);
  return `{SSHA}${Buffer.concat([createHash('sha1').update(secret).update(salt).digest(), salt]).toString('base64')}`;
};

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });

export type Entry = { readonly uid: string; readonly secret: string; readonly telephone?: string };

export const slapd = '/usr/sbin/slapd';
export const hasSlapd = () => existsSync(slapd);
export const base = 'dc=bank,dc=test';
export const service = { dn: `cn=svc,${base}`, secret: 'the service account of the suite' };

/** Starts slapd with these people; `lockAfter` failures in a row its password policy locks an entry for half an hour. @throws when it does not come up, with what it said. */
export const startSlapd = async (people: readonly Entry[], lockAfter: number | null = null) => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-slapd-'));
  mkdirSync(join(folder, 'db'));
  const port = await freePort();
  const conf = join(folder, 'slapd.conf');
  writeFileSync(
    conf,
    `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
${lockAfter === null ? '' : 'moduleload ppolicy\n'}pidfile ${folder}/slapd.pid
database mdb
maxsize 10485760
suffix "${base}"
rootdn "cn=admin,${base}"
rootpw ${ssha('admin')}
directory ${folder}/db
index objectClass,uid eq
access to attrs=userPassword by anonymous auth by self write by * none
access to * by users read by * none
${lockAfter === null ? '' : `overlay ppolicy\nppolicy_default "cn=policy,${base}"\n`}`,
  );
  const entry = (lines: readonly string[]) => `${lines.join('\n')}\n\n`;
  writeFileSync(
    join(folder, 'people.ldif'),
    [
      entry([`dn: ${base}`, 'objectClass: dcObject', 'objectClass: organization', 'o: Bank', 'dc: bank']),
      entry([
        `dn: ${service.dn}`,
        'objectClass: person',
        'cn: svc',
        'sn: svc',
        `userPassword: ${ssha(service.secret)}`,
      ]),
      ...(lockAfter === null
        ? []
        : [
            entry([
              `dn: cn=policy,${base}`,
              'objectClass: device',
              'objectClass: pwdPolicy',
              'cn: policy',
              'pwdAttribute: userPassword',
              'pwdLockout: TRUE',
              `pwdMaxFailure: ${lockAfter}`,
              'pwdFailureCountInterval: 1800',
              'pwdLockoutDuration: 1800',
            ]),
          ]),
      ...people.map(({ uid, secret, telephone }) =>
        entry([
          `dn: uid=${uid},${base}`,
          'objectClass: inetOrgPerson',
          `uid: ${uid}`,
          `cn: ${uid}`,
          'sn: Caller',
          `userPassword: ${ssha(secret)}`,
          ...(telephone === undefined ? [] : [`telephoneNumber: ${telephone}`]),
        ]),
      ),
    ].join(''),
  );
  const loaded = spawnSync('/usr/sbin/slapadd', ['-f', conf, '-l', join(folder, 'people.ldif')], { encoding: 'utf8' });
  if (loaded.status !== 0) throw new Error(`slapadd: ${loaded.stderr}`);
  const child = spawn(slapd, ['-f', conf, '-h', `ldap://127.0.0.1:${port}`, '-d', '0'], { stdio: 'ignore' });
  for (let tries = 0; tries < 100 && !(await answers(port)); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    url: `ldap://127.0.0.1:${port}`,
    pause: () => child.kill('SIGSTOP'),
    stop: () =>
      new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        await new Promise<void>((resolve) => {
          child.once('exit', () => resolve());
          child.kill('SIGKILL');
        });
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
