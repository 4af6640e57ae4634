/** Numbers from 0 to 1 that are the same for the same seed, so that a failure can be seen again. */
export const chanceFrom = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/** One of them. @throws RangeError when there is none. */
export const pick = <One>(chance: () => number, all: readonly One[]): One => {
  if (all.length === 0) throw new RangeError('there is nothing to pick from');
  return all[Math.floor(chance() * all.length)] as One;
};
