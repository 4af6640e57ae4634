// Writes what reports/bench.json holds into docs/performance.md, between its two marks, and draws each goal's ratio.
import { readFileSync, writeFileSync } from 'node:fs';
import { type Row, readReport, round } from './contest.ts';
import { plot } from './plot.ts';
import type { Goal } from './ratios.ts';

const page = 'docs/performance.md';
const picture = 'docs/performance.svg';
const [from, to] = ['<!-- figures: npm run bench -- tell -->', '<!-- end of figures -->'];

const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (rows: readonly Row[]): string => {
  const names = Object.keys(rows[0] ?? {});
  const rule = names.map((name) => (typeof rows[0]?.[name] === 'number' ? '---:' : '---'));
  return [line(names), line(rule), ...rows.map((row) => line(names.map((name) => row[name] ?? '')))].join('\n');
};
const goalRow = ({ measure, must, reached, isMet }: Goal): Row => ({
  measure,
  must,
  reached: round(reached.median),
  'least–most': `${round(reached.least)}–${round(reached.most)}`,
  met: isMet ? 'yes' : '**no**',
});

export const tell = (): void => {
  const found = Object.entries(readReport()).filter(([, { tables }]) => Object.keys(tables).length > 0);
  const goals = found.flatMap(([, { goals }]) => goals);
  const met = goals.filter(({ isMet }) => isMet).length;
  const parts = found.flatMap(([contest, { under, tables }]) =>
    Object.entries(tables).map(
      ([heading, rows]) => `### ${heading}\n\nContest \`${contest}\`: ${under}.\n\n${table(rows)}`,
    ),
  );
  const text = [
    from,
    `${met} of ${goals.length} are met.\n\n${table(goals.map(goalRow))}`,
    '![Each ratio beside what it must be](performance.svg)',
    ...parts,
    to,
  ].join('\n\n');
  const before = readFileSync(page, 'utf8');
  const [start, end] = [before.indexOf(from), before.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`${page} has lost its marks`);
  writeFileSync(page, before.slice(0, start) + text + before.slice(end + to.length));
  writeFileSync(picture, plot(goals));
};
