// Why this exists: a plan that nothing checks is a wish. This keeps the picture on the first page of the README true: who
// may import whom, which package lives where, how long a file is, and that no drawer ever opens.
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { circle, importProblems, placeOf } from './house/imports.ts';
import { drawerFolders, drawers, rooms, sizes } from './house/rules.ts';
import { paths, type Source, source } from './house/scan.ts';

const folders = ['src', 'test', 'tools', 'bench', 'twin', 'bin', 'deploy', 'examples'];
const isCode = (path: string) => /\.(ts|mjs|js|css|html)$/.test(path);

/** Every breach of the plan in the tree at `root`, as `path: sentence`. Empty means that the house stands. */
export const checkHouse = (root: string): string[] => {
  const all = paths(root, folders);
  const files = all.filter((path) => isCode(path)).map((path) => source(root, path));
  const inSrc = files.filter((file) => file.path.startsWith('src/') && file.path.endsWith('.ts'));
  const round = circle(inSrc.filter((file) => !file.path.endsWith('.test.ts')));
  return [
    ...all.flatMap((path) => nameProblems(path).map((problem) => `${path}: ${problem}`)),
    ...files.flatMap((file) => sizeProblems(file).map((problem) => `${file.path}: ${problem}`)),
    ...inSrc.flatMap((file) => importProblems(file).map((problem) => `${file.path}: ${problem}`)),
    ...doorProblems(all, files),
    ...(round.length > 0 ? [`${round[0]}: is in a circle: ${round.join(' → ')}`] : []),
  ];
};

const nameProblems = (path: string): string[] => {
  const isFolder = path.endsWith('/');
  const name = basename(path);
  const stem = name.replace(/\..*$/, '');
  if (isFolder ? drawerFolders.test(name) : drawers.test(stem))
    return ['is a drawer; name it for the one thing it does'];
  if (path.startsWith('src/') && !isFolder && !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/.test(name)) {
    return ['is not in kebab-case'];
  }
  return [];
};

const sizeProblems = (file: Source): string[] => {
  const most = sizes.find((size) => size.fits.test(file.path))?.lines ?? 0;
  return file.lines > most ? [`has ${file.lines} lines; ${most} are allowed, so it is two ideas`] : [];
};

/** Every room is in the plan and has a door that says what comes in, what goes out, and what it must never do. */
const doorProblems = (all: readonly string[], files: readonly Source[]): string[] => {
  const used = new Set(
    files.filter((file) => /^src\/.+\/.+\.ts$/.test(file.path)).map((file) => placeOf(file.path).room),
  );
  return [...used].flatMap((room) => {
    if (rooms[room] === undefined) return [`src/${room}/: is not a room of the plan`];
    if (room === 'host') return [];
    const doors = files.filter((file) => new RegExp(`^src/${room}/(.+/)?index\\.ts$`).test(file.path));
    // A room that is nothing but sub-rooms, such as one per vendor, has a door for each instead.
    const inside = all.filter((path) => path.startsWith(`src/${room}/`));
    const isBuilding = !inside.some((path) => new RegExp(`^src/${room}/[^/]+$`).test(path));
    const needed = isBuilding ? inside.filter((path) => /^src\/[^/]+\/[^/]+\/$/.test(path)) : [`src/${room}/`];
    const missing = needed.filter((path) => !all.includes(`${path}index.ts`)).map((path) => `${path}: has no index.ts`);
    const silent = doors.filter((door) => !saysItsContract(door.text, door.path === `src/${room}/index.ts` ? 3 : 2));
    return [
      ...missing,
      ...silent.map(
        (door) => `${door.path}: must open with lines that say what comes in, what goes out, what it must never do`,
      ),
    ];
  });
};

const saysItsContract = (text: string, lines: number): boolean => {
  const opening = /^(\/\/ .*\n)*/.exec(text)?.[0] ?? '';
  return (
    opening.split('\n').length > lines && [/\bIn: /, /\bOut: /, /\bMust never: /].every((part) => part.test(opening))
  );
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const breaches = checkHouse(fileURLToPath(new URL('..', import.meta.url)));
  for (const breach of breaches) console.error(breach);
  console.log(breaches.length === 0 ? 'The house stands.' : `${breaches.length} breaches of the plan.`);
  process.exitCode = breaches.length === 0 ? 0 : 1;
}
