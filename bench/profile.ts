// Where a server's time goes, by place: the own time of every function in a CPU profile, joined by file and name.
import { type Profiler, Session } from 'node:inspector/promises';

const session = new Session();

/** Begins a profile of this process. */
export const profileStart = async (): Promise<null> => {
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  return null;
};

const placeOf = ({ callFrame: { url, functionName, lineNumber } }: Profiler.ProfileNode): string => {
  const file = url.replace(/^.*\/(src|bench|node_modules)\//, '$1/').replace(/^file:\/\//, '');
  return `${functionName || '(anonymous)'} ${file}${file === '' ? '' : `:${lineNumber + 1}`}`.trim();
};

/** Ends it; the parts of the busy time by place, the largest first. */
export const profileStop = async (): Promise<[place: string, part: number][]> => {
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const nodes = new Map(profile.nodes.map((node) => [node.id, placeOf(node)]));
  const times = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const place = nodes.get(id) ?? '';
    const time = profile.timeDeltas?.[index] ?? 0;
    if (/^\(idle\)|^post node:inspector/.test(place)) continue;
    busy += time;
    times.set(place, (times.get(place) ?? 0) + time);
  }
  return [...times].map(([place, time]): [string, number] => [place, time / busy]).sort((a, b) => b[1] - a[1]);
};
