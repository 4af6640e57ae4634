// Why this exists: the template is committed, so that nobody needs CDK to deploy. This is by what it is known to be today's.
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createPages } from '#page';
import { shipped } from '#transaction';
import { tableDefinition } from '../../src/store/dynamodb/table.ts';
import { botDefinition } from './bot/bot.ts';
import { apiPaths } from './edge/api-paths.ts';
import { pagesFunction } from './edge/pages.ts';
import { connectFlow } from './flow/flow.ts';
import { smokeTest } from './flow-test/smoke-test.ts';

const langs = ['en', 'es'] as const;
const stack = new URL('cdk/stack/', import.meta.url);

/** A hash over everything the template is made from: the declarations by what they give, the stack by its sources. */
export const fingerprint = (pinLength: number): string => {
  const flows = [true, false].flatMap((queue) =>
    (['lex', 'encrypted'] as const).map((pinBy) =>
      connectFlow({ transactions: shipped, langs, queue, pinBy, pinLength }),
    ),
  );
  const { 'Content-Security-Policy': _policy, ...headers } = createPages({
    brand: { name: 'Brand', accent: '#1d4ed8' },
    host: 'localhost',
    transactions: shipped,
  }).home('en').headers;
  const sources = readdirSync(stack)
    .sort()
    .map((name) => readFileSync(new URL(name, stack), 'utf8'));
  const types = shipped.map(({ type }) => type);
  const bot = botDefinition({ name: 'Voicegrant', transactions: shipped, langs, pinLength });
  const edge = [pagesFunction(types, 'en'), apiPaths, headers, smokeTest, tableDefinition('voicegrant')];
  return hash('sha256', JSON.stringify([pinLength, bot, flows, edge, sources]), 'hex').slice(0, 16);
};
