// Every block of code in the documentation: TypeScript is type-checked as it stands, JSON is parsed, commands are ones that
// exist, with options they have. What a page shows of an output is marked by having no language and is told apart here.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { commands } from '../../src/host/node/command/commands.ts';
import { find } from '../../src/host/node/command/find.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...globSync('docs/**/*.md', { cwd: root })].map((file) =>
  file.replaceAll('\\', '/'),
);
const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
  .scripts;
const blocks = files.flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
    ([, kind = '', text = '']) => ({
      ...{ file, kind, text },
    }),
  ),
);
/** Commands of the machine that a page may use; anything else must be npm's or ours. */
const ofTheMachine = /^(?:mkdir|cp|cd|curl|aws|docker|[A-Z_]+=\S*)(?: |$)/;

const problemWith = (line: string): string | null => {
  const bare = line.replace(/\s+#.*$/, '').trim();
  const [, script] = /^(?:[A-Z_]+=\S+ )*npm (?:run )?([\w:-]+)/.exec(bare) ?? [];
  if (script !== undefined) {
    const known = script === 'install' || script === 'pack' || script in scripts;
    return known ? null : `there is no npm script ${script}`;
  }
  const ours = /^(?:npx )?voicegrant (.+)$/.exec(bare)?.[1];
  if (ours === undefined) return ofTheMachine.test(bare) ? null : 'is no command that is known here';
  if (ours.startsWith('call ')) return null;
  try {
    find(
      commands,
      ours.split(/\s+/).map((word) => word.replace(/^\[|\]$/g, '')),
    ).read();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the documentation', () => {
  const folder = join(root, 'reports', `docs-${process.pid}`);
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has only TypeScript that is right by the types', { timeout: 120_000 }, () => {
    const written = blocks
      .filter(({ kind, text }) => kind === 'ts' && !text.startsWith('// src/'))
      .map(({ file, text }, at) => {
        // Each page's blocks lie together, as their first lines say, so that one may import another.
        const path = /^\/\/ (\S+\.ts)\n/.exec(text)?.[1] ?? `block-${at}.ts`;
        const place = join(folder, 'of', file.replace(/\W/g, '-'), path);
        mkdirSync(dirname(place), { recursive: true });
        const toExamples = posix.join(...Array.from({ length: path.split('/').length + 3 }, () => '..'), 'examples');
        writeFileSync(place, text.replace(/'(?:\.\.\/)+examples/g, `'${toExamples}`));
        return place;
      });
    assert.ok(written.length >= 6);
    // What the page tells its reader to copy.
    for (const page of ['docs-first-hour-md', 'docs-guides-adding-a-language-md']) {
      const copied = join(folder, 'of', page, 'languages', 'fr.ts');
      mkdirSync(dirname(copied), { recursive: true });
      writeFileSync(copied, readFileSync(join(root, 'examples/languages/fr.ts')));
    }
    const config = { extends: '../../tsconfig.json', include: ['of'], exclude: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/.bin/tsc');
    try {
      execFileSync(tsc, ['--noEmit', '-p', folder], { encoding: 'utf8' });
    } catch (error) {
      assert.fail((error as { stdout: string }).stdout);
    }
  });

  it('has only commands that exist, with options they have', () => {
    const problems = blocks
      .filter(({ kind }) => kind === 'sh')
      .flatMap(({ file, text }) =>
        text
          .replace(/\\\n\s*/g, ' ')
          .split('\n')
          .filter((line) => line.trim() !== '' && !line.trim().startsWith('#'))
          .flatMap((line) => {
            const problem = problemWith(line);
            return problem === null ? [] : [`${file}: ${line}: ${problem}`];
          }),
      );
    assert.deepEqual(problems, []);
  });

  it('names in its text only commands of ours that there are', () => {
    for (const file of files) {
      const text = readFileSync(join(root, file), 'utf8');
      for (const [, words = ''] of text.matchAll(/`(?:npx )?voicegrant ([a-z][a-z ]*)/g)) {
        const { names } = find(commands, words.trim().split(' '));
        assert.ok(names.length > 0 || words.startsWith('call'), `${file}: voicegrant ${words}`);
      }
      for (const [, script = ''] of text.matchAll(/`npm run ([\w:]+)/g))
        assert.ok(script in scripts, `${file}: npm run ${script}`);
    }
  });

  it('has only JSON that can be read', () => {
    for (const { file, text } of blocks.filter(({ kind }) => kind === 'json'))
      assert.doesNotThrow(() => JSON.parse(text), file);
  });

  it('links to files that are there', () => {
    const broken = files.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target = '']) => posix.join(posix.dirname(file), target))
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${file}: ${target}`),
    );
    assert.deepEqual(broken, []);
  });
});
