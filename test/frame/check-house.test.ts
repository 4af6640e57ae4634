import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { checkHouse } from '../../tools/check-house.ts';
import { importsOf } from '../../tools/house/scan.ts';

const door = '// In: a. Out: b.\n// Why.\n// Must never: c.\n';
/** A small house that stands. */
const sound: Readonly<Record<string, string>> = {
  'src/core/index.ts': `${door}export const one = 1;\n`,
  'src/store/index.ts': `${door}import { one } from '#core';\nexport const two = one + 1;\n`,
  'src/store/sqlite/index.ts': `${door}import { DatabaseSync } from 'node:sqlite';\nimport type { Store } from '#store';\n`,
  'src/journal/index.ts': `${door}import { two } from '#store';\n`,
  'src/call/index.ts': `${door}import type { Fact } from '#journal';\n`,
  'src/conversation/index.ts': `${door}import type { Call } from '#call';\nimport { type Fact, type Entry } from '#journal';\n`,
  'src/token/index.ts': `${door}import { jwtVerify } from 'jose';\nimport * as z from 'zod';\n`,
  'src/token/proof.test.ts': `import { oddity } from 'oddity';\nimport { createStore } from '#store/sqlite';\n`,
  'src/phone/handset/index.ts': `${door}import type { Expect } from '#conversation';\n`,
  'src/http/index.ts': `${door}import { toWire } from '#phone/handset';\n`,
  'src/app/index.ts': `${door}import { createGrants } from '#token';\nimport { openOutbox } from '#message/outbox-viewer';\n`,
  'src/host/node/main.ts': `import { createApp } from '#app';\nimport { openStore } from '#store/sqlite';\n`,
};

/** What is planted in the sound house, and what the checker must say about it. */
const breaches: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
  [
    'core imports a room',
    { 'src/core/a.ts': "import { two } from '#store';\n" },
    /src\/core\/a\.ts: may not import #store/,
  ],
  [
    'a room imports against the data',
    { 'src/journal/a.ts': "import { x } from '#call';\n" },
    /src\/journal\/a\.ts: may not import #call/,
  ],
  ['a room imports it by export', { 'src/journal/a.ts': "export { x } from '#call';\n" }, /may not import #call/],
  [
    'a room imports it at run time',
    { 'src/journal/a.ts': "const x = await import('#call');\n" },
    /may not import #call/,
  ],
  ['a room imports it for its effect', { 'src/journal/a.ts': "import '#call';\n" }, /may not import #call/],
  [
    'a room imports it over several lines',
    { 'src/journal/a.ts': "import {\n  x,\n  y,\n} from '#call';\n" },
    /may not import #call/,
  ],
  [
    'a room that may have types takes more',
    { 'src/conversation/a.ts': "import { type A, b } from '#call';\n" },
    /more than types/,
  ],
  [
    'the page reaches for a grant',
    { 'src/page/index.ts': `${door}import type { Grant } from '#grant';\n` },
    /may not import #grant/,
  ],
  [
    'a room reaches past a door',
    { 'src/journal/a.ts': "import { x } from '../store/sqlite/index.ts';\n" },
    /reaches into the room store/,
  ],
  [
    'a test reaches past a door',
    { 'src/journal/a.test.ts': "import { x } from '../store/sqlite/index.ts';\n" },
    /reaches into the room store/,
  ],
  ['a room reaches out of src', { 'src/journal/a.ts': "import { x } from '../../tools/check.ts';\n" }, /outside src/],
  ['a room picks an engine', { 'src/token/a.ts': "import { x } from '#store/sqlite';\n" }, /comes in as a port/],
  ['app picks an engine', { 'src/app/a.ts': "import { x } from '#store/sqlite';\n" }, /comes in as a port/],
  ['somebody imports host', { 'src/app/a.ts': "import { x } from '#host';\n" }, /host, which nobody may/],
  [
    'a package leaves its room',
    { 'src/app/a.ts': "import { jwtVerify } from 'jose';\n" },
    /jose, which lives in token only/,
  ],
  [
    'a part of a package leaves its room',
    { 'src/page/a.ts': "import { html } from 'hono/html';\n" },
    /hono, which lives in/,
  ],
  [
    'a package of a scope leaves its folder',
    { 'src/message/a.ts': "import { SNS } from '@aws-sdk/client-sns';\n" },
    /@aws-sdk\/client-sns, which lives/,
  ],
  ['a package has no home', { 'src/app/a.ts': "import _ from 'lodash';\n" }, /lodash, which has no home/],
  [
    'a database is opened elsewhere',
    { 'src/journal/a.ts': "import { DatabaseSync } from 'node:sqlite';\n" },
    /may not open node:sqlite/,
  ],
  [
    'a file is opened in a room',
    { 'src/token/a.ts': "import { readFileSync } from 'node:fs';\n" },
    /may not open node:fs/,
  ],
  ['a file is too long', { 'src/token/long.ts': '//\n'.repeat(401) }, /src\/token\/long\.ts: has 401 lines; 400/],
  ['a test is too long', { 'test/threat/T-01.test.ts': '//\n'.repeat(601) }, /has 601 lines; 600/],
  ['a host is too long', { 'src/host/node/a.ts': '//\n'.repeat(41) }, /has 41 lines; 40/],
  ['the first page is too long', { 'src/app/index.ts': door + '//\n'.repeat(148) }, /has 151 lines; 150/],
  ['a drawer opens in a room', { 'src/token/utils/a.ts': '//\n' }, /src\/token\/utils\/: is a drawer/],
  ['a drawer opens outside', { 'test/helpers/a.ts': '//\n' }, /test\/helpers\/: is a drawer/],
  ['a file is a drawer', { 'src/token/helpers.ts': '//\n' }, /is a drawer/],
  ['a folder of types', { 'src/token/types/a.ts': '//\n' }, /is a drawer/],
  ['a name is not in kebab-case', { 'src/token/dpopProof.ts': '//\n' }, /not in kebab-case/],
  [
    'two files import each other',
    { 'src/token/a.ts': "import { b } from './b.ts';\n", 'src/token/b.ts': "import { a } from './a.ts';\n" },
    /in a circle: src\/token\/a\.ts → src\/token\/b\.ts → src\/token\/a\.ts/,
  ],
  ['a room has no door', { 'src/grant/offer.ts': '//\n' }, /src\/grant\/: has no index\.ts/],
  [
    'a sub-room stands alone without a door',
    { 'src/phone/twilio/map.ts': '//\n' },
    /src\/phone\/twilio\/: has no index\.ts/,
  ],
  ['a door says nothing', { 'src/grant/index.ts': 'export {};\n' }, /src\/grant\/index\.ts: must open with lines/],
  [
    'a door does not say what must never happen',
    { 'src/grant/index.ts': '// In: a. Out: b.\n// c\n// d\n' },
    /must open with lines/,
  ],
  ['a room is not in the plan', { 'src/session/index.ts': door }, /src\/session\/: is not a room/],
];

describe('the house', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'house-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const build = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };

  it('stands when it follows the plan', () => {
    build(sound);
    assert.deepEqual(checkHouse(root), []);
  });

  it('does not count the lines of what was built, nor circles of types', () => {
    build({
      ...sound,
      'src/token/page.built.ts': '//\n'.repeat(900),
      'src/token/a.ts': "import { b } from './b.ts';\n",
      'src/token/b.ts': "import type { a } from './a.ts';\n",
    });
    assert.deepEqual(checkHouse(root), []);
  });

  for (const [name, files, says] of breaches) {
    it(`falls when ${name}`, () => {
      build({ ...sound, ...files });
      const told = checkHouse(root);
      assert.ok(
        told.some((breach) => says.test(breach)),
        `${told.join('\n')} should match ${says}`,
      );
    });
  }
});

describe('reading imports', () => {
  it('passes over comments and the insides of strings', () => {
    const text = "// import { a } from 'a';\n/* import { b } from 'b'; */\nconst x = `an import from 'c'`;\n";
    assert.deepEqual(importsOf(text), []);
  });

  it('tells types from the rest', () => {
    const text =
      "import type { A } from 'a';\nimport { type B } from 'b';\nimport c, { type C } from 'c';\nexport * from 'd';\n";
    assert.deepEqual(importsOf(text), [
      { from: 'a', typesOnly: true },
      { from: 'b', typesOnly: true },
      { from: 'c', typesOnly: false },
      { from: 'd', typesOnly: false },
    ]);
  });
});
