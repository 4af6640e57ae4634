// Why this exists: a check that can be taken away without a test noticing is not held by the tests. This takes one operator
// or condition of token/ and grant/ at a time, in a copy, and runs the quick tests of that room.
// A room passes with 85 % noticed and every survivor explained in tools/mutate/explained.ts.
//   npm run mutate                    all of them              npm run mutate -- --every 3     every third
//   npm run mutate -- --room grant    one of the two
//   npm run mutate -- --file redeem   only files whose name has this in it   npm run mutate -- --part 2/3   the second third
import { spawn } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { explained } from './mutate/explained.ts';
import { type Mutant, mutantsOf } from './mutate/mutants.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The tests that answer for a room: those beside its code, and then those of the protocol that notice what is left. */
const answering = {
  token: [
    ['src/token/*.test.ts'],
    ['test/protocol/{dpop-vectors,dpop-vectors-claims,access-token-confusion,not-active,not-active-work}.test.ts'],
  ],
  grant: [
    ['src/grant/*.test.ts'],
    [
      'test/protocol/{receipt-code,grant-checks,grant-late,error-table,not-active,not-active-work}.test.ts',
      'test/journey/{api-alone,sign-in,sign-in-silence}.test.ts',
      'test/threat/T-{17,25,26,27,52}-*.test.ts',
    ],
  ],
} as const;
/** A mutant that goes round for ever is noticed as well: it takes this many times as long as the tests without any. */
const patience = 8;

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    file: { type: 'string', default: '' },
    room: { type: 'string' },
    part: { type: 'string', default: '1/1' },
  },
});

const rooms = (['token', 'grant'] as const).filter((room) => values.room === undefined || values.room === room);

/** A copy of what the tests need, in which a file can be broken without anybody noticing. */
const copy = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-mutate-'));
  for (const part of ['src', 'test', 'tools', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
};

const fails = (folder: string, files: readonly string[], longestMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const reporter = ['--test-reporter=./tools/mutate/first-failure.ts', '--test-reporter-destination=stdout'];
    const args = ['--test', '--test-isolation=none', `--test-timeout=${longestMs}`, ...reporter, ...files];
    const child = spawn(process.execPath, args, {
      cwd: folder,
      stdio: 'ignore',
      timeout: longestMs,
      // The runner itself listens to a gentler signal and stays.
      killSignal: 'SIGKILL',
    });
    child.on('close', (code) => resolve(code !== 0));
  });

type Judged = { readonly file: string; readonly mutant: Mutant; readonly killed: boolean };

/** Why nothing comes of a mutant, as somebody who looked at it has written. */
const whyOf = (file: string, { from, to }: Mutant): string | undefined =>
  explained.find((one) => `src/${one[0]}` === file && one[1] === from && one[2] === to)?.[3];

const judge = async (room: keyof typeof answering, folder: string): Promise<Judged[]> => {
  const stages = answering[room].map((globs) =>
    globSync([...globs], { cwd: folder }).filter((file) => !file.endsWith('.wide.test.ts')),
  );
  const longest: number[] = [];
  for (const files of stages) {
    const began = performance.now();
    if (await fails(folder, files, 10 * 60_000)) throw new Error(`the tests of ${room} fail without any mutant`);
    longest.push(Math.max(20_000, patience * (performance.now() - began)));
  }
  const isKilled = async (): Promise<boolean> => {
    for (const [index, files] of stages.entries()) if (await fails(folder, files, longest[index] ?? 0)) return true;
    return false;
  };
  const judged: Judged[] = [];
  const every = Math.max(1, Number(values.every));
  const [part = 1, parts = 1] = values.part.split('/').map(Number);
  let count = 0;
  const files = globSync(`src/${room}/*.ts`, { cwd: folder }).filter((file) => !file.endsWith('.test.ts'));
  for (const file of files.filter((name) => basename(name).includes(values.file)).sort()) {
    const original = readFileSync(join(folder, file), 'utf8');
    for (const mutant of mutantsOf(original)) {
      count += 1;
      if (count % every !== 0 || (count / every) % parts !== part % parts) continue;
      writeFileSync(join(folder, file), mutant.text);
      const killed = await isKilled();
      judged.push({ file, mutant, killed });
      const why = whyOf(file, mutant) ?? 'NOT EXPLAINED';
      if (!killed) console.log(`survived ${file}:${mutant.line}\n  - ${mutant.from}\n  + ${mutant.to}\n  ${why}`);
    }
    writeFileSync(join(folder, file), original);
  }
  return judged;
};

const folder = copy();
try {
  for (const room of rooms) {
    const judged = await judge(room, folder);
    const killed = judged.filter((one) => one.killed).length;
    const score = judged.length === 0 ? 100 : Math.round((1000 * killed) / judged.length) / 10;
    const bare = judged.filter((one) => !one.killed && whyOf(one.file, one.mutant) === undefined).length;
    console.log(`${room}: ${killed} of ${judged.length} mutants noticed, ${score} %; ${bare} survivors not explained`);
    if (score < 85 || bare > 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
