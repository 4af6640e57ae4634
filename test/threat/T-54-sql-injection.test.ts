// T-54. Attacker: writes SQL where a user id, a code or a name is expected.
// Control: parameters only; no statement is put together from values (src/store/sqlite/engine.ts,
// src/store/postgres/engine.ts). Failure would show as a table that changed, or a value that came back changed.
import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog, stoppedClock } from '#core';
import { openSqliteStore } from '#store/sqlite';
import { install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

const corpus = [
  "' OR '1'='1",
  "' OR 1=1 --",
  "'; DROP TABLE entry; --",
  '"; DELETE FROM entry; --',
  "1'; UPDATE entry SET value='{}' WHERE '1'='1",
  "' UNION SELECT key, version, value FROM entry --",
  "' AND (SELECT COUNT(*) FROM sqlite_master) > 0 --",
  "admin'/*",
  "') OR ('a'='a",
  '1 OR SLEEP(5)#',
  "'||pg_sleep(5)||'",
  '%27%20OR%201=1',
  "\\'; DROP TABLE entry; --",
  "x' AND load_extension('evil') --",
  '?1',
  ':key',
  '$1',
  '@value',
  "'; ATTACH DATABASE '/tmp/evil' AS evil; --",
  '\u02bc OR 1=1',
  "'\u0000' OR 1=1",
  '`entry`',
  '[entry]',
  '%',
  '_',
];

test('every string is a value: keys and values come back as they were, and nothing else moves', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-t54-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const clock = stoppedClock();
  const store = await openSqliteStore({ file: join(folder, 'db.sqlite'), clock, log: silentLog });
  await store.commit({ checks: [], writes: [{ put: ['canary'], value: 'alive' }] });
  let moved = 0;
  for (const text of corpus) {
    const key = ['sql', text];
    await store.commit({ checks: [{ key, version: null }], writes: [{ put: key, value: { text } }] });
    const entry = await store.get<{ text: string }>(key);
    if (entry?.value.text !== text || (await store.get(['canary']))?.value !== 'alive') moved += 1;
  }
  assert.equal((await store.list(['sql'])).length, corpus.length);
  const house = await install({ store, clock });
  const client = createPlainClient(house.fetch, house.issuer);
  for (const text of corpus) {
    assert.equal((await client.form('/offer/status', { 'pre-authorized_code': text })).body.state, 'unknown');
    await client.redeem(text, '000000');
    await house.fetch(`/phone/handset/texts?to=${encodeURIComponent(text)}`);
    const { call_id: call } = await house.ring();
    await house.says(call, text);
    await house.keys(call, '12345678#');
    await house.says(call, text);
    await house.hangUp(call);
  }
  const offer = await house.offered(maria);
  const { body } = await client.redeem(offer.code, offer.digits);
  const name = "O'Brien - Drop";
  assert.equal(
    (await client.transact(String(body.access_token), 'add_user', { ...anna, family_name: name })).status,
    201,
  );
  assert.equal((await house.changes(maria)).length, 1);
  await store.close();
  tell(t, 'T-54', corpus.length * 6, moved);
});

test('no statement is put together from a value', () => {
  const root = new URL('../../', import.meta.url);
  for (const file of globSync('src/store/{sqlite,postgres}/*.ts', { cwd: root })) {
    if (file.endsWith('.test.ts')) continue;
    const source = readFileSync(new URL(file, root), 'utf8');
    for (const [statement] of source.matchAll(/[`'"](?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP)\b[^`]*?[`'"]/g)) {
      // The only thing put in is the one constant condition on expiry, or the name of our own schema.
      for (const [, part] of statement.matchAll(/\$\{([^}]*)\}/g))
        assert.match(part ?? '', /^[a-zA-Z]+$/, `${file}: ${statement}`);
    }
  }
});
