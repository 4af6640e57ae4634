// A real Keycloak of our own for the wider suite: its own folder, its own port on loopback, gone afterwards. The
// distribution is taken from the local Maven repository, where one command puts it; see `wanted`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const version = '26.0.7';
const zip = join(
  homedir(),
  `.m2/repository/org/keycloak/keycloak-quarkus-dist/${version}/keycloak-quarkus-dist-${version}.zip`,
);
export const hasKeycloak = () => existsSync(zip);
export const wanted = `get it first: mvn dependency:get -Dartifact=org.keycloak:keycloak-quarkus-dist:${version}:zip -Dtransitive=false`;

/** Users as Keycloak's own export has them, in part. */
export type KeycloakPerson = {
  readonly username: string;
  readonly secret: string;
  readonly phone?: string;
  readonly verified?: boolean;
  readonly enabled?: boolean;
  readonly requiredActions?: readonly string[];
};

export const keycloakClient = { id: 'voicegrant', secret: 'kP3xV9qLm2Zt7RwYb5Nc' };

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

const realmOf = (people: readonly KeycloakPerson[]) => ({
  realm: 'bank',
  enabled: true,
  sslRequired: 'none',
  components: {
    'org.keycloak.userprofile.UserProfileProvider': [
      {
        providerId: 'declarative-user-profile',
        config: {
          'kc.user.profile.config': [
            JSON.stringify({
              attributes: [{ name: 'username' }, { name: 'email' }],
              unmanagedAttributePolicy: 'ENABLED',
            }),
          ],
        },
      },
    ],
  },
  clients: [
    {
      ...{
        clientId: keycloakClient.id,
        secret: keycloakClient.secret,
        publicClient: false,
        protocol: 'openid-connect',
      },
      ...{ directAccessGrantsEnabled: true, serviceAccountsEnabled: true, standardFlowEnabled: true },
      redirectUris: ['http://localhost:8420/login/callback'],
    },
  ],
  users: [
    ...people.map(({ username, secret, phone, verified, enabled = true, requiredActions = [] }) => ({
      ...{ username, enabled, requiredActions, credentials: [{ type: 'password', value: secret }] },
      attributes: phone === undefined ? {} : { phoneNumber: [phone], phoneNumberVerified: [String(verified ?? true)] },
    })),
    {
      username: `service-account-${keycloakClient.id}`,
      enabled: true,
      serviceAccountClientId: keycloakClient.id,
      clientRoles: { 'realm-management': ['view-users'] },
    },
  ],
});

/** Unpacks, imports the realm `bank`, starts in development mode with a database in memory. @throws when it does not come up. */
export const startKeycloak = async (people: readonly KeycloakPerson[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-keycloak-'));
  spawnSync('unzip', ['-q', zip, '-d', folder]);
  const home = join(folder, `keycloak-${version}`);
  mkdirSync(join(home, 'data', 'import'), { recursive: true });
  writeFileSync(join(home, 'data', 'import', 'bank-realm.json'), JSON.stringify(realmOf(people)));
  const port = await freePort();
  const child = spawn(
    join(home, 'bin', 'kc.sh'),
    ['start-dev', '--import-realm', '--db=dev-mem', `--http-port=${port}`, '--http-host=127.0.0.1', '--cache=local'],
    { env: { ...process.env, JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx768m' }, detached: true },
  );
  let said = '';
  const hear = (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-4000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  const issuer = `http://127.0.0.1:${port}/realms/bank`;
  for (let tries = 0; ; tries += 1) {
    const up = await fetch(`${issuer}/.well-known/openid-configuration`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return { issuer, close };
    if (tries > 600 || child.exitCode !== null) {
      await close();
      throw new Error(`Keycloak does not come up: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
};
