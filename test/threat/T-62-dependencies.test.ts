// T-62. Attacker: publishes a bad version of something we use, or changes one on the way.
// Control: few packages, each pinned and locked by its digest from the one registry; scripts run at installation only where
// docs/supply-chain.md says why (package-lock.json, .npmrc, package.json). Failure would show as a package from elsewhere,
// one without a digest, a script nobody explained, or a runtime dependency nobody counted.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { tell } from './tell.ts';

type Locked = {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly link?: boolean;
};

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const manifest = JSON.parse(read('package.json')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 13);
const page = read('docs/supply-chain.md');

test('every package comes from the registry alone, locked by its digest', (t) => {
  const loose = packages.filter(
    ([, { resolved, integrity, link }]) =>
      resolved !== undefined || link === true || !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''),
  );
  assert.deepEqual(
    loose.map(([path]) => path),
    [],
  );
  tell(t, 'T-62', packages.length, loose.length);
});

test('what runs a script at installation is listed, and explained', () => {
  const scripted = [
    ...new Set(packages.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => nameOf(path))),
  ];
  for (const name of scripted) assert.ok(page.includes(`\`${name}\``), `docs/supply-chain.md does not explain ${name}`);
  for (const name of Object.keys(manifest.allowScripts))
    assert.ok(page.includes(`\`${name}\``), `docs/supply-chain.md does not explain ${name}`);
});

test('the runtime dependencies are those that are named and counted', () => {
  const names = Object.keys(manifest.dependencies);
  assert.ok(page.includes(`${names.length} packages`), `docs/supply-chain.md does not say ${names.length} packages`);
  for (const name of names) assert.ok(page.includes(`| \`${name}\` |`), name);
});

test('versions are exact, here and when one is added', () => {
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
    assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, name);
  assert.match(read('.npmrc'), /^save-exact=true$/m);
});
