// Which imports the plan does not allow.
import { posix } from 'node:path';
import { bundled, doors, pickers, rooms, vendors } from './rules.ts';
import type { Import, Source } from './scan.ts';

/** The room of a path in `src/`, and its sub-room if it has one: `account`, `account/demo`. */
export const placeOf = (path: string): { readonly room: string; readonly sub: string | null } => {
  const [room = '', sub, ...rest] = path.replace(/^src\//, '').split('/');
  return { room, sub: sub !== undefined && rest.length > 0 ? `${room}/${sub}` : null };
};

/** The file a relative import or an alias means, from the root of the tree; null for a package. */
export const target = (path: string, from: string): string | null => {
  if (from.startsWith('#')) return `src/${from.slice(1)}/index.ts`;
  return from.startsWith('.') ? posix.join(posix.dirname(path), from) : null;
};

/** What is wrong with the imports of one source of `src/`, as sentences. */
export const importProblems = (file: Source): string[] => {
  const isTest = file.path.endsWith('.test.ts');
  return file.imports.flatMap((one) => problemOf(file.path, one, isTest) ?? []);
};

const problemOf = (path: string, one: Import, isTest: boolean): string | null => {
  const { room, sub } = placeOf(path);
  const places = sub === null ? [room] : [room, sub];
  const aimed = target(path, one.from);
  if (aimed === null) return isTest ? null : packageProblem(one.from, places);
  if (one.from.startsWith('.')) {
    if (bundled.from.test(path) && bundled.takes.test(aimed)) return null;
    if (!aimed.startsWith('src/')) return isTest ? null : `imports ${one.from}, which is outside src/`;
    return placeOf(aimed).room === room
      ? null
      : `reaches into the room ${placeOf(aimed).room}; import #${placeOf(aimed).room}`;
  }
  if (isTest) return null;
  const other = one.from.slice(1).split('/')[0] ?? '';
  if (other === 'host') return 'imports host, which nobody may';
  if (one.from.includes('/')) {
    const allowed = other === room || (pickers[room]?.(one.from) ?? false);
    return allowed ? null : `picks ${one.from}; an implementation comes in as a port`;
  }
  if (other === room || other === 'core') return room === 'core' && other !== room ? `imports ${one.from}` : null;
  const rules = places.flatMap((place) => rooms[place] ?? []);
  if (rules.some((rule) => rule.uses.includes(other))) return null;
  if (rules.some((rule) => rule.types?.includes(other))) {
    return one.typesOnly ? null : `imports more than types from #${other}`;
  }
  return `may not import #${other}: imports run with the data`;
};

const packageProblem = (from: string, places: readonly string[]): string | null => {
  if (from.startsWith('node:')) {
    const open = doors[from];
    return open === undefined || places.some((place) => open.includes(place)) ? null : `may not open ${from}`;
  }
  const name = from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
  const homes = vendors[name] ?? vendors[`${name.split('/')[0]}/*`];
  if (homes === undefined) return `imports ${name}, which has no home in the house`;
  return places.some((place) => homes.includes(place))
    ? null
    : `imports ${name}, which lives in ${homes.join(', ')} only`;
};

/** The first circle of imports among these sources, as the paths along it; types do not count. Empty when there is none. */
export const circle = (files: readonly Source[]): string[] => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    done.add(path);
    for (const one of byPath.get(path)?.imports ?? []) {
      const next = one.typesOnly ? null : target(path, one.from);
      const found = next === null ? [] : walk(next, [...trail, path]);
      if (found.length > 0) return found;
    }
    return [];
  };
  for (const file of files) {
    const found = walk(file.path, []);
    if (found.length > 0) return found;
  }
  return [];
};
