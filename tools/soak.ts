// Why this exists: what leaks, drifts or wears out is not seen in a test of seconds. Runs callers and faults for as long as
// asked and ends with every invariant checked and the slope of a process's memory.
//   node tools/soak.ts --minutes 60 --engine PostgreSQL --callers 6 --between 0 --fault-seconds 20 --seed 1
// An interrupt ends it early, with its report.
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { allEngines } from '../test/threat/faults/databases.ts';
import { soak } from '../test/threat/faults/soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    engine: { type: 'string', default: 'SQLite' },
    callers: { type: 'string', default: '6' },
    between: { type: 'string', default: '0' },
    'fault-seconds': { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    figures: { type: 'string', default: 'reports/soak.jsonl' },
  },
});
const numberOf = (name: keyof typeof values): number => {
  const number = Number(values[name]);
  if (!Number.isFinite(number) || number < 0) throw new Error(`--${name} must be a number`);
  return number;
};
const engine = allEngines.find((one) => one === values.engine);
if (engine === undefined) throw new Error(`--engine must be one of ${allEngines.join(', ')}`);

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
const report = await soak({
  engine,
  seconds: 60 * numberOf('minutes'),
  callers: numberOf('callers'),
  betweenMs: numberOf('between'),
  faultSeconds: numberOf('fault-seconds'),
  seed: numberOf('seed'),
  signal: ending.signal,
  say: (line) => console.log(line),
});
console.log(JSON.stringify(report, null, 1));
mkdirSync(dirname(values.figures), { recursive: true });
appendFileSync(values.figures, `${JSON.stringify({ ...report, settings: values })}\n`);
