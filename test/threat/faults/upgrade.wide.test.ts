// The version before this one and this one side by side on one database: processes of the old one are there first, are
// replaced one after another while callers go through whole calls, and one goes back. Needs the repository's history.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { seedPeople } from './callers.ts';
import { engines, openSite } from './databases.ts';
import { inspectEverything, settled } from './evidence.ts';
import { chanceFrom } from './kill.ts';
import { startLoad } from './load.ts';
import type { ServerProcess } from './servers.ts';
import { isWorthWaiting, tellFigure } from './sizes.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** The last one whose tables are of schema 1, whose keyring knows no next nonce key, and which has no instants in commits. */
const versionBefore = 'ab54177';
/** How many calls must be begun before the next process is replaced. */
const callsBetween = 12;

const run = (command: string, args: readonly string[], cwd: string, input?: Buffer): Buffer => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, input, maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed (is the whole history here?): ${stderr}`);
  return stdout;
};

describe('the version before and this one', () => {
  let folder: string;
  let old: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'voicegrant-before-'));
    old = join(folder, 'before');
    mkdirSync(old);
    run('tar', ['-xf', '-'], old, run('git', ['archive', versionBefore, 'package.json', 'src'], root));
    symlinkSync(join(root, 'node_modules'), join(old, 'node_modules'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const engine of engines.filter(isWorthWaiting))
    test(`work side by side on one ${engine} database, and no call is lost while one takes over`, async (t) => {
      const site = await openSite(engine, { from: old });
      try {
        const people = await seedPeople(site.store, site.servers.folder, 200);
        const load = startLoad(site, people, { callers: 3, chance: chanceFrom(9), betweenMs: 50 });
        const more = async () => {
          const from = load.tally.calls;
          while (load.tally.calls < from + callsBetween && load.failure() === null)
            await new Promise((resolve) => setTimeout(resolve, 50));
        };
        const [first, second, third] = site.servers.all as [ServerProcess, ServerProcess, ServerProcess];
        const replace = async (server: ServerProcess, from?: string) => {
          await more();
          await server.stop();
          await server.start(from);
        };
        await replace(first);
        await replace(second);
        await replace(third);
        // Second thoughts.
        await replace(second, old);
        await more();
        await replace(second);
        await load.stop();
        const { told, ...tally } = load.tally;
        await settled(site.store);
        const found = await inspectEverything(site.store, site.servers.folder, told);
        tellFigure(t, 'rolling upgrade', engine, { ...tally, told: told.length, ...found });
        assert.equal(tally.broken, 0);
      } finally {
        await site.stop();
      }
    });
});
