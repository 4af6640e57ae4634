// T-58. Attacker: sends the one string on which a pattern takes for ever.
// Control: no pattern repeats what already repeats, none refers back, and all input is capped before it is matched
// (src/http/body.ts; every pattern of src/). Failure would show as a nested repetition, or as a pattern whose time
// grows much faster than its input.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { tell } from './tell.ts';

const root = new URL('../../', import.meta.url);
const files = globSync('src/**/*.ts', { cwd: root }).filter((file) => !/\.(test|built)\.ts$/.test(file));

/** Looked at by hand: what they match is short (a PIN, a setting), or begins each repetition with something of its own. */
const reviewed = ['src/page/logo.ts', 'src/identity/embedded/weak-pin.ts', 'src/config/kinds.ts'];

/** The patterns written in a source text: what stands between slashes where a value may begin. */
const patternsOf = (source: string): string[] => {
  const bare = source.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  const found = bare.matchAll(
    /(?:[=(,:?[!&|]|return|=>|\n)\s*(\/(?![*/\s])(?:\[(?:\\.|[^\]\\\n])*\]|\\.|[^/\\\n[])+\/[dgimsuvy]*)/g,
  );
  return [...found].map(([, pattern]) => pattern ?? '');
};

/** Does an endless repetition stand inside an endless repetition, or does the pattern refer back? */
const isDangerous = (source: string): boolean => {
  const text = source
    .replace(/\[(?:\\.|[^\]\\])*\]/g, 'c')
    .replace(/\\[pP]\{[^}]*\}/g, 'c')
    .replace(/\\[^1-9]/g, 'c');
  if (/\\[1-9]|\(\?<?[a-z]*\\k</.test(text)) return true;
  const open: boolean[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const endless = /^(?:[*+]|\{\d+,\})/.test(text.slice(at + 1));
    if (text[at] === '(') open.push(false);
    else if (text[at] === ')') {
      const inside = open.pop() ?? false;
      if (inside && endless) {
        // A repetition of groups that each begin with something of their own is linear: `(?:, x+)*`.
        const group = text
          .slice(0, at)
          .slice(text.slice(0, at).lastIndexOf('(') + 1)
          .replace(/^\?(?::|<?[=!])/, '');
        if (/^.[*+]/.test(group)) return true;
      }
      if (open.length > 0 && (inside || endless)) open[open.length - 1] = true;
    } else if (endless && open.length > 0) open[open.length - 1] = true;
  }
  return false;
};

test('the check finds what it is meant to find', () => {
  for (const bad of ['(a+)+', '(?:\\w*)*$', '([a-z]+)*x', '(a|b+)\\1']) assert.equal(isDangerous(bad), true, bad);
  for (const good of ['^[a-z]+$', '(?:, [a-z]+)*', '(\\d{3})-(\\d+)', '^(?:a|b)*$'])
    assert.equal(isDangerous(good), false, good);
});

test('no pattern of the program can be made to take for ever', (t) => {
  const bad: string[] = [];
  let tried = 0;
  const hostile = ['a', '1', ' ', '0 ', 'a.', '%', '-', '(', '\t', 'é', '\u0301', 'aA1_', '/', '=', ', ', '"'];
  for (const file of files) {
    for (const literal of patternsOf(readFileSync(new URL(file, root), 'utf8'))) {
      const end = literal.lastIndexOf('/');
      const source = literal.slice(1, end);
      let pattern: RegExp;
      try {
        pattern = new RegExp(source, literal.slice(end + 1).replace(/[gy]/g, ''));
      } catch {
        continue;
      }
      tried += 1;
      if (isDangerous(source) && !reviewed.includes(file)) bad.push(`${file}: ${literal}`);
      for (const piece of hostile) {
        // Eight kilobytes is the most that any input of ours can have. A pattern that explodes takes minutes, not this.
        const text = `${piece.repeat(Math.ceil(8192 / piece.length))}\u0000`;
        // The processor's own time: how busy the machine is besides is no property of a pattern.
        const began = process.cpuUsage();
        pattern.test(text);
        if (process.cpuUsage(began).user > 1_000_000) bad.push(`${file}: ${literal} on ${JSON.stringify(piece)}`);
      }
    }
  }
  assert.ok(tried > 80, `${tried} patterns were found`);
  assert.deepEqual(bad, []);
  tell(t, 'T-58', tried * hostile.length, bad.length);
});
