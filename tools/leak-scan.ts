// Why this exists: "it is never logged" is a claim until somebody looks. Plant canaries (a PIN, a code, six digits, a token),
// run flows, then give this every file the flows left behind; it looks for each canary in the twelve guises of threat T-50.
//   node tools/leak-scan.ts --canaries canaries.json <file or folder> …      {"pin": "48291306", …} or ["48291306", …]
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A name to report by, and the value that must not be found. */
export type Canary = { readonly name: string; readonly value: string };
/** Which canary, in which guise, at which byte. Never holds the value. */
export type Hit = { readonly canary: string; readonly guise: Guise; readonly at: number };
export type Guise =
  | 'plain'
  | 'base64'
  | 'base64url'
  | 'hex'
  | 'url'
  | 'json'
  | 'reversed'
  | 'words en'
  | 'words es'
  | 'spaced'
  | 'utf16'
  | 'split';

const english = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const spanish = ['cero', 'uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve'];

/** Shorter values would be found everywhere by chance. */
const shortest = 6;

/** Finds every canary in every guise, in bytes of any kind. One hit a canary and guise. @throws RangeError for a canary too short to mean anything. */
export const findLeaks = (haystack: Buffer, canaries: readonly Canary[]): Hit[] => {
  // latin1 keeps one character a byte, so that what is found stands where it is said to stand.
  const text = haystack.toString('latin1');
  const lower = text.toLowerCase();
  return canaries.flatMap((canary) => {
    if (canary.value.length < shortest)
      throw new RangeError(`canary ${canary.name} is shorter than ${shortest} characters`);
    return guises(canary.value).flatMap(({ guise, find }) => {
      const at = find({ haystack, text, lower });
      return at < 0 ? [] : [{ canary: canary.name, guise, at }];
    });
  });
};

type Looked = { readonly haystack: Buffer; readonly text: string; readonly lower: string };
type Look = { readonly guise: Guise; readonly find: (looked: Looked) => number };

const guises = (value: string): Look[] => {
  const bytes = Buffer.from(value);
  const characters = [...value];
  const looks: Look[] = [
    bytesOf('plain', bytes),
    patternOf('base64', alignments(bytes).map(escaped).join('|')),
    patternOf('base64url', alignments(bytes).map(urlSafe).map(escaped).join('|')),
    inLower('hex', bytes.toString('hex')),
    patternOf('url', characters.map(percentOrPlain).join('')),
    patternOf('json', characters.map(escapeOrPlain).join('')),
    bytesOf('reversed', Buffer.from(characters.toReversed().join(''))),
    {
      guise: 'utf16',
      find: ({ haystack }) =>
        firstOf(
          haystack.indexOf(Buffer.from(value, 'utf16le')),
          haystack.indexOf(Buffer.from(value, 'utf16le').swap16()),
        ),
    },
    patternOf('spaced', characters.map((one) => escaped(latin1(one))).join('[ \\t]+')),
    patternOf('split', characters.map((one) => escaped(latin1(one))).join('[\\s"\',;:|/_.+()\\[\\]{}-]*')),
  ];
  if (/^\d+$/.test(value)) {
    const said = (words: readonly string[]) =>
      characters.map((digit) => words[Number(digit)] ?? '').join('[^a-z0-9]{1,8}');
    looks.push(inWords('words en', said(english)), inWords('words es', said(spanish)));
  }
  return withoutEchoes(looks);
};

/** The wide patterns also match the plain form; each guise reports what only it can see. */
const withoutEchoes = (looks: readonly Look[]): Look[] => {
  const plain = looks[0]!;
  const wide = new Set<Guise>(['url', 'json', 'split']);
  return looks.map((look) =>
    wide.has(look.guise)
      ? { guise: look.guise, find: (looked) => (plain.find(looked) >= 0 ? -1 : look.find(looked)) }
      : look,
  );
};

const bytesOf = (guise: Guise, bytes: Buffer): Look => ({ guise, find: ({ haystack }) => haystack.indexOf(bytes) });
const patternOf = (guise: Guise, pattern: string): Look => ({
  guise,
  find: ({ text }) => text.search(new RegExp(pattern)),
});
const inLower = (guise: Guise, word: string): Look => ({ guise, find: ({ lower }) => lower.indexOf(word) });
const inWords = (guise: Guise, pattern: string): Look => ({
  guise,
  find: ({ lower }) => lower.search(new RegExp(pattern)),
});
const firstOf = (a: number, b: number) => (a >= 0 ? a : b);
const latin1 = (text: string) => Buffer.from(text).toString('latin1');
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
const urlSafe = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_');

/** A value inside something longer begins at any of three places of a base64 group; what its neighbours shape is cut off. */
const alignments = (bytes: Buffer): string[] =>
  [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const from = Math.ceil((shift * 8) / 6);
    const to = Math.floor(((shift + bytes.length) * 8) / 6);
    return encoded.slice(from, to);
  });

const percentOrPlain = (one: string) => {
  const percent = [...Buffer.from(one)].map((byte) => `%${twoDigits(byte)}`).join('');
  return `(?:${escaped(latin1(one))}|${percent})`;
};
const twoDigits = (byte: number) =>
  [...byte.toString(16).padStart(2, '0')]
    .map((digit) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit))
    .join('');
const escapeOrPlain = (one: string) => {
  const units = Array.from({ length: one.length }, (_, at) => {
    const unit = one.charCodeAt(at);
    return `\\\\u${twoDigits(unit >> 8)}${twoDigits(unit & 255)}`;
  });
  return `(?:\\\\?${escaped(latin1(one))}|${units.join('')})`;
};

/** Every hit in a file, or in every file of a folder. */
export const scanPath = (path: string, canaries: readonly Canary[]): (Hit & { readonly file: string })[] =>
  statSync(path).isDirectory()
    ? readdirSync(path).flatMap((name) => scanPath(join(path, name), canaries))
    : findLeaks(readFileSync(path), canaries).map((hit) => ({ file: path, ...hit }));

/** Canaries of a JSON document: a list of values, or values by name. @throws RangeError when there is none. */
export const readCanaries = (document: unknown): Canary[] => {
  const entries = typeof document === 'object' && document !== null ? Object.entries(document) : [];
  const canaries = entries.map(([name, value]) => ({ name, value: String(value) }));
  // A scan for nothing would pass whatever had leaked.
  if (canaries.length === 0) throw new RangeError('no canaries to look for');
  return canaries;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [flag, file, ...targets] = process.argv.slice(2);
  if (flag !== '--canaries' || file === undefined || targets.length === 0) {
    console.error('usage: node tools/leak-scan.ts --canaries canaries.json <file or folder> …');
    process.exitCode = 2;
  } else {
    const canaries = readCanaries(JSON.parse(readFileSync(file, 'utf8')));
    const hits = targets.flatMap((path) => scanPath(path, canaries));
    for (const hit of hits) console.log(`${hit.file}:${hit.at}: canary ${hit.canary} as ${hit.guise}`);
    console.log(`${hits.length} leaks of ${canaries.length} canaries.`);
    process.exitCode = hits.length === 0 ? 0 : 1;
  }
}
