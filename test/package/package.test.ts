// The package in somebody else's project: it starts, it has its types, and its contract suites judge another's adapter.
import assert from 'node:assert/strict';
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { unpack } from './packed.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const strict = {
  compilerOptions: {
    ...{ target: 'es2024', lib: ['es2024', 'dom'], module: 'nodenext', strict: true, noEmit: true, types: ['node'] },
    ...{ allowImportingTsExtensions: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  },
};

const program = `
import { createApp, defineTransaction, generateKeyring, readConfig, silentLog, stoppedClock, systemRandom } from 'voicegrant';
import type { AccountRecord, PinVerifier, Store, TextSender } from 'voicegrant';
import * as z from 'zod';

const rename = defineTransaction({
  type: 'rename_pet',
  input: z.strictObject({ pet: z.string().min(1) }),
  limits: {},
  confirm: 'page',
  en: {
    offer: 'rename a pet', asks: ['rename my pet'], title: 'Rename a pet', question: 'What is it called now?',
    fields: { pet: { label: 'New name' } }, effect: 'The vet will be told.', submit: 'Rename',
    done: '{pet} it is', readback: 'rename your pet to {pet}',
  },
  run: ({ account, input }) => account.perform('rename_pet', input),
});
// @ts-expect-error what is no sentence is told by the types
const wrong: AccountRecord = { perform: async () => ({ ok: 7 }), ending: async () => '4821' };
void wrong;
const rows = new Map<string, { value: unknown; version: string }>();
const store: Store = {
  get: async () => null, list: async () => [], sweep: async () => 0, close: async () => {},
  commit: async ({ writes }) => { for (const w of writes) if ('put' in w) rows.set(w.put.join('/'), { value: w.value, version: '1' }); return { ok: true, version: '1' }; },
};
const verifier: PinVerifier = { name: 'mine', verify: async () => ({ verdict: 'wrong' }), ready: async () => true };
const sender: TextSender = { name: 'mine', send: async () => ({ result: 'unknown' }), ready: async () => true };
const record: AccountRecord = { perform: async () => ({ ok: true, reference: 'R1' }), ending: async () => '4821' };
const clock = stoppedClock();
const app = createApp(readConfig({ VOICEGRANT_LANGUAGES: 'en' }), {
  store, clock, verifier, sender, record, random: systemRandom, log: silentLog, keyring: generateKeyring(systemRandom, true),
  sleep: async () => {}, anchor: async () => {}, transactions: [rename],
});
const catalogue = await (await app.fetch(new Request('http://localhost:8420/transactions'))).json();
console.log(JSON.stringify(catalogue));
`;

describe('the package in an empty folder', { timeout: 170_000 }, () => {
  const packed = unpack();
  after(packed.clear);

  it('holds what is documented and none of the sources', () => {
    const within = readdirSync(join(packed.project, 'node_modules/voicegrant')).sort();
    assert.deepEqual(within, ['LICENSE', 'README.md', 'bin', 'dist', 'docs', 'examples', 'library', 'package.json']);
  });

  it('runs a small program with its own transaction, and is typed', async () => {
    writeFileSync(join(packed.project, 'package.json'), '{"type":"module"}\n');
    writeFileSync(join(packed.project, 'tsconfig.json'), JSON.stringify({ ...strict, include: ['*.ts'] }));
    writeFileSync(join(packed.project, 'program.ts'), program);
    const ran = await packed.run(['program.ts']);
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.out, /"type":"rename_pet"/);
    const checked = await packed.tsc();
    assert.equal(checked.code, 0, checked.out);
  });

  it('judges an adapter of somebody’s own by the exported contract', async () => {
    cpSync(join(examples, 'adapter'), join(packed.project, 'adapter'), { recursive: true });
    const ran = await packed.run(['--test', 'adapter/gateway-sender.test.ts']);
    assert.equal(ran.code, 0, ran.out);
    assert.match(ran.out, /ℹ fail 0/);
  });

  it('has the command, with help and exit codes', async () => {
    const help = await packed.voicegrant(['--help']);
    assert.equal(help.code, 0, help.err);
    assert.match(help.out, /^ {2}doctor /m);
    assert.equal((await packed.voicegrant(['fly'])).code, 2);
  });
});
