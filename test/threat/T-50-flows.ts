import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, stoppedClock } from '#core';
import { openSqliteStore } from '#store/sqlite';
import { type Canary, findLeaks } from '../../tools/leak-scan.ts';
import { install, maria } from '../journey/installation.ts';
import { createPlainClient } from '../journey/plain-client.ts';

const isSixDigits = (canary: string) => canary.startsWith('digits') || canary.startsWith('guess');
const wrongPin = '59382716';
/** What answers a caller's own details to the caller: only here may they stand. */
const withoutNames = ['log', 'metrics', 'journal', 'refusals', 'anchor'];

type Planted = { readonly secrets: Canary[]; readonly personal: Canary[] };
type Sinks = ReadonlyMap<string, Buffer>;

/** Runs so many calls to their receipts, with mistakes on the way; answers what was planted and where it may have gone. */
const runFlows = async (flows: number, folder: string): Promise<Planted & { readonly sinks: Sinks }> => {
  // A stopped clock keeps instants from looking like six digits by chance.
  const clock = stoppedClock();
  const lines: string[] = [];
  const refusals: string[] = [];
  const anchored: unknown[] = [];
  const log = createLog((line) => lines.push(line), clock.now);
  const store = await openSqliteStore({ file: join(folder, 'voicegrant.sqlite'), clock, log });
  const house = await install({
    ...{ store, clock, log },
    env: { VOICEGRANT_TEXTS_PER_MINUTE: '10000' },
    ports: () => ({ anchor: async (checkpoint: unknown) => void anchored.push(checkpoint) }),
  });
  const secrets: Canary[] = [
    { name: 'pin', value: maria.pin },
    { name: 'wrong pin', value: wrongPin },
  ];
  const personal: Canary[] = [{ name: 'number on file', value: maria.number }];
  const refused = async (answer: Promise<{ status: number; body: unknown; headers: Headers }>, status: number) => {
    const { status: got, body, headers } = await answer;
    assert.equal(got, status);
    refusals.push(JSON.stringify([body, [...headers]]));
  };
  for (let flow = 0; flow < flows; flow += 1) {
    clock.advance(86_400);
    const client = createPlainClient(house.fetch, house.issuer);
    const wrong = await house.ring();
    await house.keys(wrong.call_id, `${maria.userId}#`);
    await house.keys(wrong.call_id, wrongPin);
    const offer = await house.offered(maria);
    secrets.push({ name: `code ${flow}`, value: offer.code }, { name: `digits ${flow}`, value: offer.digits });
    const guess = String((Number(offer.digits) + 1) % 1_000_000).padStart(6, '0');
    secrets.push({ name: `guess ${flow}`, value: guess });
    await refused(client.redeem(offer.code, guess), 400);
    const redeemed = await client.redeem(offer.code, offer.digits);
    const token = String(redeemed.body.access_token);
    secrets.push({ name: `token ${flow}`, value: token });
    const letters = String(flow)
      .padStart(4, '0')
      .replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
    const family = `Quixworthy${letters}`;
    personal.push({ name: `name ${flow}`, value: family });
    const details = { given_name: 'Zelmira', family_name: family, birthdate: '1977-03-09', relationship: 'other' };
    await refused(client.transact(token, 'add_user', { ...details, birthdate: '1977-99-09' }), 422);
    await refused(client.transact(token, 'change_address', details), 403);
    assert.equal((await client.transact(token, 'add_user', details)).status, 201);
    await refused(client.transact(token, 'add_user', details), 401);
    await refused(client.redeem(offer.code, offer.digits), 400);
    await house.quiet(offer.call);
    await house.hangUp(offer.call);
    await house.app.tend();
  }
  const metrics = await (await house.fetch('/metrics')).text();
  const entries = await store.list(['journal'], { limit: 5000 });
  const journal = entries.map((entry) => JSON.stringify(entry.value)).join('\n');
  await store.close();
  const sinks = new Map(readdirSync(folder).map((name) => [`database ${name}`, readFileSync(join(folder, name))]));
  for (const [name, text] of Object.entries({
    log: lines.join('\n'),
    metrics,
    journal,
    refusals: refusals.join('\n'),
    anchor: JSON.stringify(anchored),
  })) {
    sinks.set(name, Buffer.from(text));
  }
  assert.ok(journal.length > 10_000 && anchored.length > 0, 'journal and anchor were searched, and are not empty');
  return { secrets, personal, sinks };
};

/** Looks for everything planted by so many calls in every sink, in twelve guises. Answers how many searches found nothing. */
export const searchFlows = async (flows: number): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-leak-'));
  try {
    const { secrets, personal, sinks } = await runFlows(flows, folder);
    for (const [name, bytes] of sinks) {
      const hits = findLeaks(bytes, secrets);
      assert.deepEqual(
        hits.filter(({ canary }) => !isSixDigits(canary)),
        [],
        `${name} holds a secret`,
      );
      // Six digits stand somewhere by chance now and then; a leak would show them in one guise flow after flow.
      for (const guise of new Set(hits.map((hit) => hit.guise))) {
        const count = hits.filter((hit) => hit.guise === guise && isSixDigits(hit.canary)).length;
        assert.ok(count <= flows / 10, `${name} holds digits as ${guise}: ${count} of ${2 * flows}`);
      }
      if (withoutNames.includes(name)) {
        assert.deepEqual(findLeaks(bytes, personal), [], `${name} holds a personal detail`);
      }
    }
    return sinks.size * secrets.length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
