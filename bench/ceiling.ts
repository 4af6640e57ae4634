// The hand-written limit: bare node:http, one proof check, one conditional update in SQLite (FULL, one sync per turn of the
// event loop), one signature. No digits, no nonce, no call, no journal. And the same for a transaction: token and proof
// checked, the token's id spent and the change kept in one commit.
import { createPublicKey, generateKeyPairSync, hash, randomBytes, randomUUID, sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { stand } from './stand.ts';

const folder = mkdtempSync(join(tmpdir(), 'ceiling-'));
const db = new DatabaseSync(join(folder, 'ceiling.sqlite'));
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE code (hash BLOB PRIMARY KEY, account TEXT NOT NULL, expires REAL NOT NULL, used REAL) STRICT, WITHOUT ROWID`);
const insert = db.prepare('INSERT INTO code VALUES (?, ?, ?, NULL)');
const use = db.prepare('UPDATE code SET used = ? WHERE hash = ? AND used IS NULL AND expires > ? RETURNING account');
db.exec('CREATE TABLE spent (jti TEXT PRIMARY KEY) STRICT, WITHOUT ROWID');
db.exec('CREATE TABLE profile (account TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID');
const spendToken = db.prepare('INSERT INTO spent VALUES (?) ON CONFLICT DO NOTHING RETURNING jti');
const keep = db.prepare('INSERT INTO profile VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
const now = () => Date.now() / 1000;

let queue: { readonly work: () => unknown; readonly done: (result: never) => void }[] = [];
const flush = () => {
  const jobs = queue;
  queue = [];
  db.exec('BEGIN IMMEDIATE');
  const results = jobs.map(({ work }) => work());
  db.exec('COMMIT');
  for (const [index, { done }] of jobs.entries()) done(results[index] as never);
};
const grouped = <Result>(work: () => Result) =>
  new Promise<Result>((done) => {
    if (queue.push({ work, done }) === 1) setImmediate(flush);
  });
const spend = (key: Buffer) => grouped(() => use.get(now(), key, now()) as { account: string } | undefined);

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const head = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: 'one' })).toString('base64url');
const mint = (sub: string, jkt: string) => {
  const iat = Math.floor(now());
  const claims = { iss: url, aud: url, sub, client_id: 'page', iat, exp: iat + 300, jti: randomUUID(), cnf: { jkt } };
  const input = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
};

const seen = new Map<string, number>();
const decode = (text: string): Record<string, unknown> => JSON.parse(Buffer.from(text, 'base64url').toString());
/** The thumbprint of a good proof, or null. */
const check = (proof: string, url: string, token?: string): string | null => {
  const [header = '', payload = '', signature = ''] = proof.split('.');
  const { typ, alg, jwk } = decode(header) as { typ: string; alg: string; jwk: Record<string, string> };
  if (typ !== 'dpop+jwt' || alg !== 'ES256' || jwk.kty !== 'EC' || jwk.crv !== 'P-256' || 'd' in jwk) return null;
  const { htm, htu, iat, jti, ath } = decode(payload) as { [name: string]: string } & { iat: number };
  if (token !== undefined && ath !== hash('sha256', token, 'base64url')) return null;
  if (htm !== 'POST' || htu !== url || Math.abs(iat - now()) > 60 || typeof jti !== 'string' || seen.has(jti))
    return null;
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const input = Buffer.from(`${header}.${payload}`);
  if (!verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))) return null;
  seen.set(jti, iat + 120);
  return hash('sha256', `{"crv":"P-256","kty":"EC","x":"${jwk.x}","y":"${jwk.y}"}`, 'base64url');
};

const answer = (response: ServerResponse, status: number, value: unknown) => {
  const body = JSON.stringify(value);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    .end(body);
};
const redeem = async (request: IncomingMessage, response: ServerResponse, body: string) => {
  const form = new URLSearchParams(body);
  const code = form.get('pre-authorized_code');
  const jkt = code === null ? null : check(String(request.headers.dpop), url);
  if (jkt === null) return answer(response, 400, { error: 'invalid_dpop_proof' });
  const row = await spend(hash('sha256', code ?? '', 'buffer'));
  if (row === undefined) return answer(response, 400, { error: 'invalid_grant' });
  answer(response, 200, { access_token: mint(row.account, jkt), token_type: 'DPoP', expires_in: 300 });
};

const api = async (request: IncomingMessage, response: ServerResponse, body: string) => {
  const token = String(request.headers.authorization).slice(5);
  const [header = '', payload = '', signature = ''] = token.split('.');
  const input = Buffer.from(`${header}.${payload}`);
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  if (header !== head || !verify('sha256', input, key, Buffer.from(signature, 'base64url'))) {
    return answer(response, 401, { error: 'invalid_token' });
  }
  const claims = decode(payload) as { jti: string; sub: string; exp: number; cnf: { jkt: string } };
  const jkt = check(String(request.headers.dpop), url.replace('/oauth/token', request.url ?? ''), token);
  if (claims.exp <= now() || jkt !== claims.cnf.jkt) return answer(response, 401, { error: 'invalid_token' });
  const value = JSON.stringify(JSON.parse(body));
  const isFirst = await grouped(() => {
    if (spendToken.get(claims.jti) === undefined) return false;
    keep.run(claims.sub, value);
    return true;
  });
  answer(response, isFirst ? 201 : 401, isFirst ? { receipt: claims.jti } : { error: 'invalid_token' });
};

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => void (request.url === '/oauth/token' ? redeem : api)(request, response, body));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const url = `http://localhost:${port}/oauth/token`;

const offer = (count: number) => {
  db.exec('DELETE FROM code; BEGIN');
  const offers = Array.from({ length: count }, () => ({ code: randomBytes(32).toString('base64url'), digits: null }));
  for (const { code } of offers) insert.run(hash('sha256', code, 'buffer'), `acct_${code}`, now() + 600);
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  seen.clear();
  return { offers, nonce: null };
};
stand({ port, url, clientId: null }, { offer }, () => {
  db.close();
  rmSync(folder, { recursive: true });
});
