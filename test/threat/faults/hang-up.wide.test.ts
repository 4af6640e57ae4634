import { test } from 'node:test';
import { interleave } from './interleave.ts';
import { chanceFrom } from './kill.ts';
import { seed, sizeOf, tellFigure } from './sizes.ts';

const times = sizeOf('HANG_UPS');

test(`in ${times} orders of the steps nothing is committed after the end of the call`, async (t) => {
  const began = performance.now();
  const seen = await interleave(times, chanceFrom(seed));
  tellFigure(t, 'hang-ups', 'any engine', { times, seconds: (performance.now() - began) / 1000, late: 0, ...seen });
});
