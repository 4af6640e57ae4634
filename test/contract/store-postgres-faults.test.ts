import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { PortError, Secret, silentLog, systemClock } from '#core';
import type { Store } from '#store';
import { openPostgresStore } from '#store/postgres';
import { type PostgresServer, startPostgres } from './store-postgres-server.ts';

const put = (...key: string[]) => ({ put: key, value: 1 });
const absent = (...key: string[]) => ({ key, version: null });
const port =
  (retryable: boolean, pattern = /./) =>
  (error: unknown) =>
    error instanceof PortError &&
    error.port === 'store' &&
    error.retryable === retryable &&
    pattern.test(error.message);

/** Stands between the store and the server; once armed, it lets a commit through and cuts the line before the answer. */
const createCutter = async (server: PostgresServer) => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-cut-'));
  const target = join(new URL(server.url()).searchParams.get('host') ?? '', '.s.PGSQL.5432');
  const sockets = new Set<Socket>();
  let armed: 'before' | 'after' | null = null;
  let sent = false;
  const proxy: Server = createServer((near) => {
    const far = createConnection(target);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    const cut = () => {
      near.destroy();
      far.destroy();
    };
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.on('data', (bytes) => {
      // A Sync ends every request of the extended protocol: with it the server has the whole commit.
      const isCommit = armed !== null && bytes.includes('voicegrant_commit');
      if (isCommit && armed === 'before') return cut();
      if (isCommit) sent = true;
      far.write(bytes);
    });
    far.on('data', (bytes) => (sent ? cut() : near.write(bytes)));
  });
  await new Promise<void>((resolve) => proxy.listen(join(folder, '.s.PGSQL.5432'), resolve));
  return {
    url: server.url().replace(/host=.*/, `host=${encodeURIComponent(folder)}`),
    arm(when: 'before' | 'after' | null) {
      armed = when;
      sent = false;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

describe('a PostgreSQL that others use too, and that fails', { timeout: 60_000 }, () => {
  let server: PostgresServer;
  const opened: Store[] = [];
  const open = async (url = server.url()): Promise<Store> => {
    const store = await openPostgresStore({ url: new Secret(url), clock: systemClock(), log: silentLog });
    opened.push(store);
    return store;
  };

  before(async () => {
    server = await startPostgres();
  });
  after(async () => {
    await Promise.allSettled(opened.map((store) => store.close()));
    await server.stop();
  });

  test('of six that open an empty database at once one makes the tables and all can work', async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => open()));
    const answers = await Promise.all(
      stores.map((store) => store.commit({ checks: [absent('first')], writes: [put('first')] })),
    );
    assert.equal(answers.filter((answer) => answer.ok).length, 1);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('two commits that each rely on the absence of what the other writes never both happen', async () => {
    const [left, right] = await Promise.all([open(), open()]);
    for (let round = 0; round < 200; round += 1) {
      const [a, b] = [`a${round}`, `b${round}`];
      const answers = await Promise.all([
        left.commit({ checks: [absent('skew', a)], writes: [put('skew', b)] }),
        right.commit({ checks: [absent('skew', b)], writes: [put('skew', a)] }),
      ]);
      assert.equal(answers.filter((answer) => answer.ok).length, 1);
    }
  });

  test('two commits that each rely on a version the other changes never both happen', async () => {
    const [left, right] = await Promise.all([open(), open()]);
    for (let round = 0; round < 100; round += 1) {
      const [a, b] = [
        ['held', `a${round}`],
        ['held', `b${round}`],
      ] as const;
      const made = await left.commit({ checks: [], writes: [put(...a), put(...b)] });
      assert.ok(made.ok);
      const answers = await Promise.all([
        left.commit({ checks: [{ key: a, version: made.version }], writes: [put(...b)] }),
        right.commit({ checks: [{ key: b, version: made.version }], writes: [put(...a)] }),
      ]);
      assert.equal(answers.filter((answer) => answer.ok).length, 1);
    }
  });

  test('many commits over the same few keys, named in every order, never lock each other out', async () => {
    const stores = await Promise.all([open(), open(), open()]);
    const names = ['p', 'q', 'r', 's'];
    const commits = Array.from({ length: 300 }, (_, n) => {
      const order = [...names.slice(n % 4), ...names.slice(0, n % 4)];
      return stores[n % 3]!.commit({ checks: [], writes: order.map((name) => put('circle', name)) });
    });
    for (const answer of await Promise.all(commits)) assert.equal(answer.ok, true);
  });

  test('a sweep in every process while the same entries are put again removes no live one', async () => {
    const [left, right] = await Promise.all([open(), open()]);
    for (let round = 0; round < 60; round += 1) {
      await left.commit({ checks: [], writes: [{ put: ['again'], value: 'old', expiresAt: 1 }] });
      await Promise.all([
        left.sweep(),
        right.commit({ checks: [absent('again')], writes: [put('again')] }),
        right.sweep(),
      ]);
      assert.equal((await left.get(['again']))?.value, 1);
    }
  });

  test('a line cut before the answer to a commit is reported as not known, and the store goes on', async (t) => {
    const cutter = await createCutter(server);
    t.after(cutter.close);
    const store = await open(cutter.url);
    await store.commit({ checks: [], writes: [put('cut', 'warm')] });
    cutter.arm('after');
    await assert.rejects(store.commit({ checks: [], writes: [put('cut', 'maybe')] }), port(false));
    cutter.arm('before');
    await assert.rejects(store.commit({ checks: [], writes: [put('cut', 'never')] }), port(false));
    cutter.arm(null);
    assert.equal((await store.commit({ checks: [], writes: [put('cut', 'sure')] })).ok, true);
    assert.equal(await store.get(['cut', 'never']), null);
  });

  test('a lock that does not come free in time is a refusal with nothing done', async () => {
    const store = await open(`${server.url()}&lock_timeout=50`);
    const other = new pg.Client({ connectionString: server.url() });
    await other.connect();
    await other.query('BEGIN');
    await other.query('LOCK TABLE voicegrant_entry');
    await assert.rejects(store.commit({ checks: [], writes: [put('locked')] }), port(true, /lock/));
    await other.query('ROLLBACK');
    await other.end();
    assert.equal(await store.get(['locked']), null);
    assert.equal((await store.commit({ checks: [absent('locked')], writes: [put('locked')] })).ok, true);
  });

  test('an address that would weaken what a commit promises is refused', async () => {
    const isolation = encodeURIComponent('-c default_transaction_isolation=repeatable\\ read');
    await assert.rejects(open(`${server.url()}&options=${isolation}`), port(false, /isolation/));
    await assert.rejects(open(`${server.url()}&options=-c%20synchronous_commit%3Doff`), port(false, /synchronous/));
  });

  test('a commit inside a transaction of the wrong isolation is refused by the database itself', async () => {
    const other = new pg.Client({ connectionString: server.url() });
    await other.connect();
    await other.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await assert.rejects(
      other.query(`SELECT voicegrant_commit_1('{}','{}',0,'{}','{}','{}','{}','{}','{}','{}','{}','{}',0)`),
      /read/,
    );
    await other.end();
  });

  test('a process whose clock is not the server’s commits nothing, and is told so', async () => {
    const base = systemClock();
    for (const off of [-3600, 3600]) {
      const clock = { now: () => base.now() + off };
      const store = await openPostgresStore({ url: new Secret(server.url()), clock, log: silentLog, mostSkew: 5 });
      opened.push(store);
      await assert.rejects(
        store.commit({ checks: [], writes: [put('off', String(off))] }),
        port(true, /clock of this machine/),
      );
      assert.equal(await store.get(['off', String(off)]), null);
    }
    const store = await openPostgresStore({ url: new Secret(server.url()), clock: base, log: silentLog, mostSkew: 5 });
    opened.push(store);
    assert.equal((await store.commit({ checks: [], writes: [put('off')] })).ok, true);
  });

  test('a newer schema is refused in words, a server that is not there too, and neither shows the address', async () => {
    const other = new pg.Client({ connectionString: server.url() });
    await other.connect();
    await other.query('UPDATE voicegrant_schema SET version = 9, least = 9');
    await assert.rejects(open(), port(false, /schema 9/));
    await other.query('UPDATE voicegrant_schema SET version = 2, least = 1');
    await (await open()).close();
    await other.query('UPDATE voicegrant_schema SET version = 1');
    await other.end();
    const nowhere = open('postgresql://maria:hunter2@localhost/db?host=%2Fnowhere');
    await assert.rejects(nowhere, port(true, /cannot be reached/));
    await assert.rejects(nowhere, (error: Error) => !/hunter2/.test(`${error.message}${error.stack}`));
  });

  test('after the server was killed and started again nothing answered is missing and the same store goes on', async () => {
    const store = await open();
    const answered: string[] = [];
    let stopped = false;
    const writing = Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; !stopped; n += 1) {
        const name = `${writer}-${n}`;
        const done = await store
          .commit({ checks: [absent('kill', name)], writes: [put('kill', name)] })
          .catch(() => null);
        if (done?.ok) answered.push(name);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    while (answered.length < 200) await new Promise((resolve) => setImmediate(resolve));
    await server.kill();
    await server.start();
    const before = answered.length;
    while (answered.length < before + 50) await new Promise((resolve) => setImmediate(resolve));
    stopped = true;
    await Promise.all(writing);
    const kept = new Set((await store.list(['kill'], { limit: 1_000_000 })).map((entry) => entry.key[1]));
    for (const name of answered) assert.ok(kept.has(name));
  });
});
