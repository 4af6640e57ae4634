import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { settings } from '#config';
import { wireErrors } from '#core';
import { configurationPage, errorsPage, stalePages } from '../../tools/check-docs.ts';
import { groups } from '../../tools/test.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

describe('the documentation', () => {
  it('is what the program says', () => {
    assert.deepEqual(stalePages(root), []);
  });

  it('is seen to be stale when it is missing', () => {
    assert.deepEqual(stalePages(new URL('nowhere/', root)), [
      'docs/configuration.md',
      'docs/errors.md',
      'docs/protocol.md',
      'docs/threat-model.md',
      'docs/identity.md',
      'docs/operate.md',
      'docs/grafana/voicegrant.json',
    ]);
  });

  it('names every setting and every error code', () => {
    for (const setting of Object.values(settings)) assert.ok(configurationPage().includes(`| \`${setting.name}\` |`));
    for (const code of Object.keys(wireErrors)) assert.ok(errorsPage().includes(`| \`${code}\` |`));
  });

  it('defines each term once', () => {
    const terms = [...read('docs/glossary.md').matchAll(/^\| \*\*(.+?)\*\* \|/gm)].map(([, term]) => term);
    assert.ok(terms.length > 30);
    assert.deepEqual(terms, [...new Set(terms)]);
  });
});

describe('the package', () => {
  it('locks every dependency by its digest and ties none to an address', () => {
    const lock: { packages: Record<string, { resolved?: string; integrity?: string }> } = JSON.parse(
      read('package-lock.json'),
    );
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
    assert.ok(packages.length > 20);
    for (const [path, { resolved, integrity }] of packages) {
      assert.equal(resolved, undefined, path);
      assert.match(integrity ?? '', /^sha512-/, path);
    }
  });

  it('pins every dependency to one version', () => {
    const manifest: Record<string, Record<string, string>> = JSON.parse(read('package.json'));
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      for (const [name, version] of Object.entries(manifest[kind] ?? {}))
        assert.match(version, /^\d+\.\d+\.\d+(?:-[a-z0-9.]+)?$/, name);
    }
  });

  it('hands its process to the server, so that a signal reaches it', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
    for (const name of ['start', 'test', 'call', 'voicegrant'])
      assert.match(scripts[name] ?? '', /\bexec node [^&]*$/, name);
  });
});

describe('the test run', () => {
  const all = [
    'src/core/a.test.ts',
    'test/protocol/a.test.ts',
    'test/threat/a.test.ts',
    'test/browser/a.test.ts',
    'test/contract/a.wide.test.ts',
  ];

  it('puts every file but the wide ones into exactly one group', () => {
    const run = groups([], all).flatMap((group) => group.files);
    assert.deepEqual([...run].sort(), all.filter((file) => !file.includes('.wide.')).sort());
  });

  it('gives a browser, a server or a killed process a process of its own', () => {
    for (const group of groups([], all)) {
      if (group.files.some((file) => /threat|browser/.test(file))) assert.equal(group.shared, false);
    }
  });

  it('runs the wide ones, or named ones, alone', () => {
    assert.deepEqual(
      groups(['--wide'], all).map((group) => group.files),
      [['test/contract/a.wide.test.ts']],
    );
    assert.deepEqual(
      groups(['src/core/a.test.ts'], all).map((group) => group.files),
      [['src/core/a.test.ts']],
    );
  });
});
