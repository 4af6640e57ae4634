// Why this exists: "we keep RFC 9449" is worth what can be followed. This finds, for every rule, the files that say they keep
// it and the tests that say they hold it, and makes docs/protocol.md of them.
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { others, type Rule, rules } from './rules.ts';

const documents = /RFC \d{4,5}|OpenID4VCI 1\.0|FAPI 2\.0 Security Profile/g;

/** Every `document section` that a line of text names: `RFC 9449 §4.3, §8` names two. */
export const citationsIn = (line: string): string[] => {
  const found = [...line.matchAll(documents)];
  return found.flatMap((match, index) => {
    const words = line.slice(match.index, found[index + 1]?.index ?? line.length);
    const sections = [...words.matchAll(/§(\d+(?:\.\d+)*)/g)].map(([, section]) => `${match[0]} ${section}`);
    // The route table writes the section without its sign.
    const bare = /^OpenID4VCI 1\.0 (\d+(?:\.\d+)*)/.exec(words);
    return bare === null ? sections : [...sections, `OpenID4VCI 1.0 ${bare[1]}`];
  });
};

type Place = { readonly file: string; readonly citations: ReadonlySet<string> };

const placesIn = (root: URL): Place[] =>
  globSync(['src/**/*.ts', 'test/**/*.ts'], { cwd: fileURLToPath(root) })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.endsWith('.built.ts'))
    .sort()
    .map((file) => ({
      file,
      citations: new Set(readFileSync(new URL(file, root), 'utf8').split('\n').flatMap(citationsIn)),
    }));

const names = (place: Place, [document, section]: Rule): boolean =>
  [...place.citations].some(
    (cited) => cited === `${document} ${section}` || cited.startsWith(`${document} ${section}.`),
  );

const isTest = ({ file }: Place) => file.startsWith('test/') || file.endsWith('.test.ts');

export type Row = { readonly rule: Rule; readonly files: readonly string[]; readonly tests: readonly string[] };

/** Every rule with the files and the tests that name it. */
export const protocolRows = (root: URL): Row[] => {
  const places = placesIn(root);
  return rules.map((rule) => {
    const naming = places.filter((place) => names(place, rule));
    return {
      rule,
      files: naming.filter((place) => !isTest(place)).map(({ file }) => file),
      tests: naming.filter(isTest).map(({ file }) => file),
    };
  });
};

/** `docs/protocol.md`. @throws Error naming the rules that no file or no test names. */
export const protocolPage = (root: URL): string => {
  const rows = protocolRows(root);
  const bare = rows.filter(({ files, tests }) => files.length === 0 || tests.length === 0);
  if (bare.length > 0) {
    const missing = bare.map(
      ({ rule, files }) => `${rule[0]} §${rule[1]}: no ${files.length === 0 ? 'file' : 'test'} names it`,
    );
    throw new Error(missing.join('\n'));
  }
  const list = (files: readonly string[]) => files.map((file) => `[${file}](../${file})`).join('<br>');
  const lines = rows.map(
    ({ rule: [document, section, asks], files, tests }) =>
      `| ${document} §${section} | ${asks} | ${list(files)} | ${list(tests)} |`,
  );
  return `# Protocol

Made from \`tools/protocol/rules.ts\` and from the sections that files and tests name, by \`npm run docs\`. \`npm run test:protocol\`
runs the tests and names the judges; \`npm run mutate\` takes the checks away one by one.

| section | what it asks | files | tests |
|---|---|---|---|
${lines.join('\n')}

${others}`;
};
