// Each fault put in alone: what the doctor, readiness, the log and the call itself say of it. docs/faults.md is what came
// out; after a change of words, UPDATE_FAULTS=1 writes it anew.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { generateKeyring, parseKeyring, readConfig, serialiseKeyring } from '#config';
import { PortError, systemRandom } from '#core';
import type { Store } from '#store';
import { openSqliteStore } from '#store/sqlite';
import { examine } from '../../src/host/node/doctor/index.ts';
import { startNode } from '../../src/host/node/index.ts';
import type { Project } from '../../src/host/project/define.ts';
import { createAccount, serveAccount } from '../../twin/twilio/index.ts';
import { createPlainClient } from '../journey/plain-client.ts';

const page = new URL('../../docs/faults.md', import.meta.url);
type Row = { readonly fault: string; doctor: string; ready: string; log: string; call: string };
const rows: Row[] = [];
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const unused = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

type Ring = (path: string, body?: unknown) => Promise<{ status: number; body: Record<string, unknown> }>;

/** Starts with these settings, lets `call` use the telephone, and takes down what everybody says. */
const under = async (
  fault: string,
  part: string,
  env: Record<string, string>,
  call: (ring: Ring, issuer: string) => Promise<string>,
  { project = {}, logs }: { project?: Project; logs: RegExp },
): Promise<Row> => {
  const data = mkdtempSync(join(tmpdir(), 'voicegrant-fault-'));
  folders.push(data);
  const config = readConfig({ PORT: '0', VOICEGRANT_DATA: data, ...env });
  const lines: string[] = [];
  const running = await startNode(config, (line) => lines.push(line), project);
  const at = `http://127.0.0.1:${running.config.port}`;
  const origin = running.config.issuer.includes(`:${running.config.port}`) ? running.config.issuer : at;
  try {
    const ring: Ring = async (path, body) => {
      const answer = await fetch(`${origin}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : {} };
    };
    const said = await call(ring, origin);
    const ready = await ring('/readyz');
    const parts = Object.entries((ready.body.parts ?? {}) as Record<string, string>);
    const missing = parts.filter(([, state]) => state !== 'ready').map(([name]) => name);
    const findings = await examine(running.config, project, () => undefined);
    const found = findings.find((finding) => finding.part === part && finding.state !== 'ok');
    const told = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ level }) => level !== 'info');
    const line = told.find(({ message }) => logs.test(String(message)));
    const extra = ['code', 'reason', 'port', 'detail'].flatMap((name) =>
      line?.[name] === undefined ? [] : [`${name}: ${line[name]}`],
    );
    const row: Row = {
      fault,
      doctor: found === undefined ? '' : `${found.state}: ${found.says} → ${found.do}`,
      ready: `${ready.status}${missing.length > 0 ? `, not ready: ${missing.join(', ')}` : ''}`,
      log: line === undefined ? '' : `${line.message}${extra.length > 0 ? ` (${extra.join(', ')})` : ''}`,
      call: said,
    };
    rows.push(row);
    return row;
  } finally {
    await running.close();
  }
};

const says = ({ body }: { body: Record<string, unknown> }): string => ((body.say ?? []) as string[]).join(' ');
/** Rings and keys id and PIN; answers the call's path and what was said last. */
const verified = async (ring: Ring) => {
  const { body } = await ring('/phone/handset/calls', { from: '+15555550142' });
  const turns = `/phone/handset/calls/${body.call_id}/turns`;
  await ring(turns, { digits: '10012345' });
  return { turns, said: says(await ring(turns, { digits: '48291306' })) };
};

const hex = (digit: string) => digit.repeat(32);
const twilio = {
  accountSid: `AC${hex('1')}`,
  authToken: 'a1'.repeat(16),
  keySid: `SK${hex('3')}`,
  keySecret: 'b2'.repeat(16),
};
const withTwilio = async (wrong: Partial<typeof twilio>, work: (env: Record<string, string>) => Promise<unknown>) => {
  const account = createAccount({ ...twilio, now: () => 1_790_000_000, post: async () => new Response() });
  const served = await serveAccount(account);
  const used = { ...twilio, ...wrong };
  try {
    await work({
      VOICEGRANT_MESSAGE: 'twilio',
      VOICEGRANT_TWILIO_API: served.url,
      VOICEGRANT_TWILIO_ACCOUNT_SID: used.accountSid,
      VOICEGRANT_TWILIO_AUTH_TOKEN: used.authToken,
      VOICEGRANT_TWILIO_API_KEY_SID: used.keySid,
      VOICEGRANT_TWILIO_API_KEY_SECRET: used.keySecret,
      VOICEGRANT_TWILIO_MESSAGING_SERVICE: `MG${hex('5')}`,
    });
  } finally {
    await served.close();
  }
};

/** A real database that has become read-only: it gives back what is there and takes nothing. */
const readOnly: Project = {
  store: async ({ config, clock, log }) => {
    const store = await openSqliteStore({ file: join(config.data, 'voicegrant.sqlite'), clock, log });
    let isFull = false;
    const commit: Store['commit'] = async (batch) => {
      if (batch.writes.some((write) => 'put' in write && ['call', 'ready', 'doctor'].includes(write.put[0] ?? '')))
        isFull = true;
      if (isFull) throw new PortError('store', 'attempt to write a readonly database', { retryable: false });
      return store.commit(batch);
    };
    return { ...store, commit };
  },
};

describe('each fault alone', { timeout: 120_000 }, () => {
  it('a wrong Twilio API key', () =>
    withTwilio({ keySecret: 'c3'.repeat(16) }, async (env) => {
      const wish = async (ring: Ring) => {
        const { turns } = await verified(ring);
        return says(await ring(turns, { speech: 'I want to add my wife' }));
      };
      const row = await under('Twilio API key wrong', 'message', env, wish, { logs: /message provider refused/ });
      assert.match(row.doctor, /fault: Twilio refuses the API key/);
      assert.equal(row.ready, '503, not ready: message');
      assert.match(row.log, /refused a text \(reason: misconfigured\)/);
      assert.match(row.call, /could not be sent/);
    }));

  it('a wrong Twilio auth token', () =>
    withTwilio({ authToken: 'd4'.repeat(16) }, async (env) => {
      const report = async (_ring: Ring, issuer: string) => {
        const account = createAccount({ ...twilio, now: () => 1_790_000_000, post: fetch });
        const answer = await account.webhook(`${issuer}/message/twilio/status?text=text_${'A'.repeat(22)}`, {
          MessageSid: `SM${hex('6')}`,
        });
        return `Twilio's webhook is answered ${answer.status}`;
      };
      const row = await under('Twilio auth token wrong', 'webhooks', env, report, { logs: /webhook was refused/ });
      assert.match(row.doctor, /fault: the auth token is not the account’s/);
      assert.match(row.log, /code: signature/);
      assert.match(row.call, /403/);
    }));

  it('an identity provider that is down', async () => {
    const env = {
      VOICEGRANT_IDENTITY: 'oidc',
      VOICEGRANT_OIDC_ISSUER: `http://127.0.0.1:${await unused()}`,
      VOICEGRANT_OIDC_CLIENT_ID: 'voicegrant',
      VOICEGRANT_OIDC_CLIENT_SECRET: 'e5'.repeat(16),
    };
    const pin = async (ring: Ring) => (await verified(ring)).said;
    const row = await under('Identity provider down', 'identity', env, pin, { logs: /id and PIN were checked/ });
    assert.match(row.doctor, /fault: oidc does not answer/);
    assert.equal(row.ready, '503, not ready: identity');
    assert.match(row.call, /cannot check your PIN at the moment.*put you through/);
    assert.notEqual(row.log, '');
  });

  it('a database that can only be read', async () => {
    const ring = async (ask: Ring) => {
      const { status, body } = await ask('/phone/handset/calls', { from: '+15555550142' });
      return `the call is answered ${status}: ${body.title}`;
    };
    const row = await under('Database read-only', 'store', {}, ring, { project: readOnly, logs: /./ });
    assert.match(row.doctor, /fault: sqlite takes no write/);
    assert.match(row.ready, /^503, not ready: store/);
    assert.match(row.call, /503: A needed part is unavailable/);
    assert.match(row.log, /detail: store/);
  });

  it('a key that has expired, found before the start', async () => {
    const past = Math.floor(Date.now() / 1000) - 60;
    const ring = generateKeyring(systemRandom, true);
    const document = JSON.parse(serialiseKeyring(ring).reveal()) as { accessTokenKeys: object[] };
    const [next] = (JSON.parse(serialiseKeyring(generateKeyring(systemRandom, true)).reveal()) as typeof document)
      .accessTokenKeys;
    const retired = document.accessTokenKeys.map((key) => ({ ...key, retireAt: past }));
    document.accessTokenKeys = [...retired, { ...next, activeFrom: past + 86_400 }];
    const env = { PORT: '0', VOICEGRANT_KEYRING: JSON.stringify(document), VOICEGRANT_STORE: 'memory' };
    const config = readConfig(env);
    assert.ok(config.keyring !== null && parseKeyring(config.keyring));
    const findings = await examine(config, {}, () => undefined);
    const found = findings.find(({ part, state }) => part === 'keys' && state === 'fault');
    assert.match(found?.says ?? '', /no access_token key signs now/);
    const refused = await startNode(config, () => undefined).then(
      () => '',
      (error: Error) => error.message,
    );
    assert.match(refused, /no key signs for access_token now/);
    rows.push({
      fault: 'Signing key expired',
      doctor: `fault: ${found?.says} → ${found?.do}`,
      ready: 'nothing answers: the start is refused',
      log: refused
        .split('\n')
        .slice(1)
        .map((line) => line.replace(/^\s*- /, ''))
        .join('; '),
      call: 'no call is taken',
    });
  });

  it('a wrong public address', async () => {
    const env = { VOICEGRANT_ISSUER: `http://localhost:${await unused()}` };
    const finish = async (ring: Ring, origin: string) => {
      const { turns } = await verified(ring);
      const heard = says(await ring(turns, { speech: 'I want to add my wife' }));
      const texts = (await (await fetch(`${origin}/phone/handset/texts?to=%2B15555550142`)).json()) as {
        body: string;
      }[];
      const code = /#([\w-]{43})/.exec(texts.at(-1)?.body ?? '')?.[1] ?? '';
      const digits = (/(\d \d \d), (\d \d \d)/.exec(heard)?.slice(1).join('') ?? '').replace(/ /g, '');
      const client = createPlainClient((path, init) => fetch(`${origin}${path}`, init), origin);
      const { body } = await client.redeem(code, digits);
      return `the text leads to the wrong address; a page opened all the same is refused with ${body.error}`;
    };
    const row = await under('Public address wrong', 'origin', env, finish, { logs: /another host/ });
    assert.match(row.doctor, /nobody answers at http:\/\/localhost/);
    assert.match(row.log, /code: foreign_host/);
    assert.match(row.call, /invalid_dpop_proof/);
  });

  it('is what docs/faults.md shows', () => {
    const plain = (text: string) => text.replace(/(localhost|127\.0\.0\.1):\d+/g, '$1:PORT').replaceAll('|', '\\|');
    const table = rows.map(
      ({ fault, doctor, ready, log, call }) => `| ${[fault, doctor, ready, log, call].map(plain).join(' | ')} |`,
    );
    const text = `# What each fault looks like

Made by \`test/telemetry/faults.test.ts\`, which puts each fault in alone and takes down what everybody says.

| fault | \`voicegrant doctor\` | \`GET /readyz\` | log | the call |
|---|---|---|---|---|
${table.join('\n')}

A wrong public address is not seen by \`/readyz\`: whether callers reach us by another name only a caller, or the doctor, can find
out. A wrong auth token is not seen either, because Twilio comes to us.
`;
    if (process.env.UPDATE_FAULTS === '1') writeFileSync(page, text);
    assert.equal(readFileSync(page, 'utf8'), text);
  });
});
