// One small change each to a file's conditions and operators, as a slip or a removed check would make it.

export type Mutant = { readonly line: number; readonly from: string; readonly to: string; readonly text: string };

/** What is looked for in a line of code, and what is put in its place. */
const swaps: readonly (readonly [RegExp, string])[] = [
  [/ === /g, ' !== '],
  [/ !== /g, ' === '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/ <= /g, ' < '],
  [/ >= /g, ' > '],
  [/ < (?=[\w(])/g, ' <= '],
  [/ > (?=[\w(])/g, ' >= '],
  [/ \+ (?=[\w(])/g, ' - '],
  [/ - (?=[\w(])/g, ' + '],
  // Binds looser than `&&`, so in a condition with `||` this takes away its first part alone: a mutant all the same.
  [/\bif \(/g, 'if (Boolean(0) && '],
  [/(?<=[(\s])!(?=[a-z(])/g, ''],
  [/\breturn true\b/g, 'return false'],
  [/\breturn false\b/g, 'return true'],
  [/ \?\? /g, ' && '],
  [/\.some\(/g, '.every('],
  [/\.every\(/g, '.some('],
];

/** Code only: no comment, no import, no type, no text between quotes. */
const isCode = (line: string): boolean =>
  !/^\s*(?:\/\/|\/?\*|import |export (?:type |\{|\*)|type |readonly |\| )/.test(line) && line.trim() !== '';

const isQuoted = (line: string, at: number): boolean => {
  const before = line.slice(0, at);
  return ["'", '`', '"'].some((quote) => before.split(quote).length % 2 === 0);
};

/** Every mutant of a source text, in order. An arrow's `=>` and what stands between quotes are left alone. */
export const mutantsOf = (source: string): Mutant[] => {
  const lines = source.split('\n');
  return lines.flatMap((line, index) => {
    if (!isCode(line)) return [];
    return swaps.flatMap(([pattern, to]) =>
      [...line.matchAll(pattern)]
        .filter((match) => !isQuoted(line, match.index))
        .map((match): Mutant => {
          const text = line.slice(0, match.index) + to + line.slice(match.index + match[0].length);
          const rest = [...lines.slice(0, index), text, ...lines.slice(index + 1)];
          return { line: index + 1, from: line.trim(), to: text.trim(), text: rest.join('\n') };
        }),
    );
  });
};
