// oidc-provider with its pre-authorized code grant, DPoP and ES256 JWT access tokens: in memory, or on SQLite FULL.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import Provider, { type Adapter, type AdapterPayload, type Configuration } from 'oidc-provider';
import { grantType } from './material.ts';
import { stand } from './stand.ts';

const durable = process.argv[2] === 'sqlite';
const folder = mkdtempSync(join(tmpdir(), 'peer-'));
const now = () => Math.floor(Date.now() / 1000);

const inMemory = () => {
  const rows = new Map<string, AdapterPayload>();
  return {
    get: (key: string) => rows.get(key),
    put: (key: string, value: AdapterPayload) => void rows.set(key, value),
    remove: (key: string) => void rows.delete(key),
    empty: () => rows.clear(),
  };
};
const onDisk = () => {
  const db = new DatabaseSync(join(folder, 'peer.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  db.exec('CREATE TABLE row (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID');
  const get = db.prepare('SELECT value FROM row WHERE key = ?');
  const put = db.prepare('INSERT OR REPLACE INTO row VALUES (?, ?)');
  const remove = db.prepare('DELETE FROM row WHERE key = ?');
  return {
    get: (key: string): AdapterPayload | undefined => {
      const row = get.get(key) as { value: string } | undefined;
      return row === undefined ? undefined : JSON.parse(row.value);
    },
    put: (key: string, value: AdapterPayload) => void put.run(key, JSON.stringify(value)),
    remove: (key: string) => void remove.run(key),
    empty: () => db.exec('DELETE FROM row; PRAGMA wal_checkpoint(TRUNCATE)'),
  };
};
const rows = durable ? onDisk() : inMemory();

class Rows implements Adapter {
  readonly model: string;
  constructor(model: string) {
    this.model = model;
  }
  #key(id: string) {
    return `${this.model}:${id}`;
  }
  async find(id: string) {
    return rows.get(this.#key(id));
  }
  async upsert(id: string, payload: AdapterPayload) {
    rows.put(this.#key(id), payload);
  }
  async consume(id: string) {
    const payload = rows.get(this.#key(id));
    if (payload !== undefined) rows.put(this.#key(id), { ...payload, consumed: now() });
  }
  async destroy(id: string) {
    rows.remove(this.#key(id));
  }
  async revokeByGrantId() {}
  async findByUid() {
    return undefined;
  }
  async findByUserCode() {
    return undefined;
  }
}

const server = createServer();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const issuer = `http://localhost:${port}`;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const resource = 'urn:bench:api';

const configuration: unknown = {
  adapter: Rows,
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' }] },
  clients: [
    {
      client_id: 'page',
      token_endpoint_auth_method: 'none',
      grant_types: [grantType],
      response_types: [],
      redirect_uris: [],
      id_token_signed_response_alg: 'ES256',
    },
  ],
  findAccount: async (_context: unknown, sub: string) => ({ accountId: sub, claims: async () => ({ sub }) }),
  ttl: { PreAuthorizedCode: 600, AccessToken: 300, Grant: 600 },
  features: {
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => false },
    devInteractions: { enabled: false },
    openid4vci: {
      enabled: true,
      ack: 'experimental-01',
      preAuthorizedCodeGrant: true,
      credentialConfigurationsSupported: {
        receipt: { format: 'dc+sd-jwt', vct: 'urn:bench:receipt', scope: 'add_user' },
      },
      nonceSecret: randomBytes(32),
    },
    richAuthorizationRequests: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: async () => resource,
      useGrantedResource: async () => true,
      getResourceServerInfo: async () => ({
        scope: 'add_user',
        audience: resource,
        accessTokenFormat: 'jwt',
        accessTokenTTL: 300,
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
};
const provider = new Provider(issuer, configuration as Configuration);
server.on('request', provider.callback());

type Model = new (
  fields: Record<string, unknown>,
) => { save(): Promise<string>; addResourceScope(to: string, scope: string): void };
const { PreAuthorizedCode } = provider as unknown as { PreAuthorizedCode: Model };
const Grant = provider.Grant as unknown as Model;

const offerOne = async (client: unknown) => {
  const accountId = 'acct_bench';
  const grant = new Grant({ accountId, clientId: 'page' });
  grant.addResourceScope(resource, 'add_user');
  const grantId = await grant.save();
  const digits = '123456';
  const fields = { client, accountId, grantId, scope: 'add_user', resource, txCode: digits };
  return { code: await new PreAuthorizedCode(fields).save(), digits };
};

stand(
  { port, url: `${issuer}/token`, clientId: 'page' },
  {
    offer: async (count: number) => {
      rows.empty();
      const client = await provider.Client.find('page');
      const offers = [];
      for (let made = 0; made < count; made += 1) offers.push(await offerOne(client));
      return { offers, nonce: null };
    },
  },
  () => rmSync(folder, { recursive: true }),
);
