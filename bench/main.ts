// `npm run bench`: every contest in one run on one machine, or the named ones (`npm run bench -- redeem turn`): medians and
// paired ratios into reports/bench.json, each contest in its place. `tell` writes what the report holds into
// docs/performance.md. BENCH_ROUNDS and BENCH_COUNT ask for more than the quick look.
import { parseArgs } from 'node:util';
import { type Found, keep, round } from './contest.ts';
import { growth } from './contests/growth.ts';
import { lambda } from './contests/lambda.ts';
import { page } from './contests/page.ts';
import { pins } from './contests/pins.ts';
import { postgres } from './contests/postgres.ts';
import { profile } from './contests/profile.ts';
import { redeem } from './contests/redeem.ts';
import { start } from './contests/start.ts';
import { text } from './contests/text.ts';
import { transaction } from './contests/transaction.ts';
import { turn } from './contests/turn.ts';
import { tell } from './tell.ts';

// What logs, metrics and traces cost is measured by itself: bench/telemetry.ts.
const contests: Readonly<Record<string, () => Promise<Found>>> = {
  ...{ redeem, transaction, postgres, pins, turn, page, start, lambda, text, growth, profile },
};
const { positionals } = parseArgs({ allowPositionals: true });
const say = (line: string) => process.stdout.write(`${line}\n`);

for (const name of positionals.length === 0 ? Object.keys(contests) : positionals.filter((name) => name !== 'tell')) {
  const contest = contests[name];
  if (contest === undefined) throw new Error(`no contest ${name}; there are ${Object.keys(contests).join(', ')}`);
  say(`\n${name}`);
  const found = await contest();
  keep(name, found);
  for (const [heading, rows] of Object.entries(found.tables)) {
    say(`${heading}\n${Object.keys(rows[0] ?? {}).join(' | ')}`);
    for (const row of rows) say(Object.values(row).join(' | '));
  }
  for (const { measure, must, reached, isMet } of found.goals) {
    const { median: middle, least, most } = reached;
    say(`${measure} | ${must} | ${round(middle)} (${round(least)}–${round(most)})${isMet ? '' : ' missed'}`);
  }
}
if (positionals.length === 0 || positionals.includes('tell')) tell();
