import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const tool = new URL('../../tools/start/assembled.mjs', import.meta.url);
const { assembled } = (await import(tool.href)) as { assembled: (root: string) => Promise<string | null> };

const scene = (t: TestContext) => {
  const root = mkdtempSync(join(tmpdir(), 'voicegrant-start-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'src/host/node'), { recursive: true });
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  writeFileSync(join(root, 'node_modules/.lockhash'), 'lock');
  writeFileSync(join(root, 'beside.txt'), '');
  const source = (name: string, text: string, at: number) => {
    const path = join(root, 'src/host/node', name);
    writeFileSync(path, text);
    utimesSync(path, at, at);
  };
  source('word.ts', 'export const word: string = "one";', 1);
  source(
    'main.ts',
    `export { word } from './word.ts'; export const beside = new URL('../../../beside.txt', import.meta.url);`,
    1,
  );
  return { root, source };
};
const run = async (path: string | null) => {
  assert.ok(path);
  return (await import(pathToFileURL(path).href)) as { word: string; beside: URL };
};

test('the program is put together once, and again after a source has changed', async (t) => {
  const { root, source } = scene(t);
  const first = await assembled(root);
  assert.equal((await run(first)).word, 'one');
  assert.equal(await assembled(root), first);
  source('word.ts', 'export const word: string = "two";', 2);
  const second = await assembled(root);
  assert.equal((await run(second)).word, 'two');
  writeFileSync(join(root, 'node_modules/.lockhash'), 'other packages');
  assert.notEqual(await assembled(root), second);
});

test('what the program reads beside its code is where it was', async (t) => {
  const { root } = scene(t);
  assert.equal((await run(await assembled(root))).beside.href, pathToFileURL(join(root, 'beside.txt')).href);
});

test('sources that do not build run as they are, and leave nothing behind that would run later', async (t) => {
  const { root, source } = scene(t);
  source('word.ts', 'export const word: string = ;', 2);
  assert.equal(await assembled(root), null);
  assert.deepEqual(readdirSync(join(root, 'node_modules/.cache')), []);
});

test('packages borrowed from another checkout are left alone', async (t) => {
  const { root } = scene(t);
  const other = scene(t);
  rmSync(join(root, 'node_modules'), { recursive: true });
  symlinkSync(join(other.root, 'node_modules'), join(root, 'node_modules'));
  assert.equal(await assembled(root), null);
  assert.deepEqual(readdirSync(join(other.root, 'node_modules/.cache')), []);
});
