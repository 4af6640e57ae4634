// A real Active Directory of our own for the wider suite: Samba as its domain controller, LDAP alone, on loopback.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasSamba = () => existsSync('/usr/sbin/samba') && existsSync('/usr/bin/samba-tool');
export const sambaBase = 'DC=bank,DC=test';
export const sambaService = { dn: `CN=svc,CN=Users,${sambaBase}`, secret: 'the service account of the suite' };

/** `how`: what is done to the account once it is there. */
export type SambaPerson = {
  readonly userId: string;
  readonly secret: string;
  readonly telephone?: string;
  readonly how?: 'disabled' | 'must change' | 'expired';
};

const run = (command: string, args: readonly string[]): void => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 120_000 });
  if (status !== 0) throw new Error(`${command} ${args[0]} ${args[1] ?? ''}: ${stdout}${stderr}`.slice(0, 2000));
};

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });

/**
 * Provisions a domain with these people and starts it on the ports of LDAP and LDAPS, which Samba does not let anybody
 * choose; so it wants to be root, and both ports free. `lockAfter` wrong secrets in a row lock an account. Answers its
 * certificate authority, which knows it as `localhost`.
 */
export const startSamba = async (people: readonly SambaPerson[], lockAfter: number) => {
  if (await answers(389)) throw new Error('something listens on the port of LDAP already');
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-samba-'));
  const at = (...names: string[]) => join(folder, ...names);
  const conf = at('etc', 'smb.conf');
  const tool = (...args: string[]) => run('samba-tool', [...args, '-s', conf]);
  run('samba-tool', [
    ...['domain', 'provision', '--realm=BANK.TEST', '--domain=BANK', '--server-role=dc', '--dns-backend=NONE'],
    ...['--adminpass=Admin-of-the-suite-1', `--targetdir=${folder}`, '--option=interfaces=lo'],
  ]);
  tool('domain', 'passwordsettings', 'set', '--complexity=off', '--min-pwd-length=0', '--history-length=0');
  tool('domain', 'passwordsettings', 'set', `--account-lockout-threshold=${lockAfter}`);
  tool('user', 'create', 'svc', sambaService.secret);
  for (const { userId, secret, telephone, how } of people) {
    const more = telephone === undefined ? [] : [`--telephone-number=${telephone}`];
    tool('user', 'create', userId, secret, ...more, ...(how === 'must change' ? ['--must-change-at-next-login'] : []));
    if (how === 'disabled') tool('user', 'disable', userId);
    if (how === 'expired') tool('user', 'setexpiry', userId, '--days=-2');
  }
  const keys = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', at('key.pem')];
  run('openssl', [
    'req',
    '-x509',
    ...keys,
    '-out',
    at('cert.pem'),
    '-subj',
    '/CN=suite',
    '-addext',
    'subjectAltName=DNS:localhost',
  ]);
  const options = {
    'server services': 'ldap',
    interfaces: '127.0.0.1',
    'bind interfaces only': 'yes',
    'log file': at('log'),
    'pid directory': folder,
    'tls keyfile': at('key.pem'),
    'tls certfile': at('cert.pem'),
    'tls cafile': at('cert.pem'),
  };
  const given = Object.entries(options).map(([name, value]) => `--option=${name}=${value}`);
  const child = spawn('/usr/sbin/samba', ['-i', '-M', 'single', '-s', conf, ...given], { stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async () => {
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !(await answers(636)); tries += 1) {
    if (tries > 300 || child.exitCode !== null) {
      await close();
      throw new Error('samba does not come up');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { ca: readFileSync(at('cert.pem'), 'utf8'), close };
};
