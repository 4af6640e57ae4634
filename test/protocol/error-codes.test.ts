// RFC 6749 §5.2, RFC 9457 §3: the codes of docs/errors.md are those that are given, in both directions.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { wireErrors } from '#core';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = globSync('src/**/*.ts', { cwd: root }).filter((file) => !/\.(?:test|built)\.ts$/.test(file));
const texts = sources.map((file) => readFileSync(`${root}${file}`, 'utf8'));

/** Where a refusal is made, by the words that make it. */
const makers = [
  /new WireError\(\s*'(\w+)'/g,
  /\bchallenge\([^()]*, '(\w+)'/g,
  /\brefused\(ports, '\w+', '(\w+)'\)/g,
  /error: '(invalid_proof|invalid_nonce)'/g,
  /'(use_dpop_nonce|invalid_dpop_proof)'/g,
];

const given = new Set(
  texts.flatMap((text) => makers.flatMap((maker) => [...text.matchAll(maker)].map(([, code]) => code ?? ''))),
);

test('every code of the table is given somewhere, and every code that is given is in the table', () => {
  const known = Object.keys(wireErrors);
  assert.deepEqual(
    known.filter((code) => !given.has(code)),
    [],
    'nothing gives these',
  );
  const made = texts.flatMap((text) => [...text.matchAll(/new WireError\(\s*'(\w+)'/g)].map(([, code]) => code ?? ''));
  assert.ok(made.length > 40);
  for (const code of made) assert.ok(Object.hasOwn(wireErrors, code), code);
});

test('docs/errors.md has each code once, with its status, and no other', () => {
  const page = readFileSync(`${root}docs/errors.md`, 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, code, status]) => [code, Number(status)]);
  assert.deepEqual(
    rows,
    Object.entries(wireErrors).map(([code, [status]]) => [code, status]),
  );
});
