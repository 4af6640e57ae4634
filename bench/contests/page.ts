// Contest (d): what the page weighs on the wire.
import { brotliCompressSync } from 'node:zlib';
import type { Found } from '../contest.ts';
import { startContestant } from '../contestant.ts';
import { atMost, spread } from '../ratios.ts';

export const page = async (): Promise<Found> => {
  const ours = await startContestant('ours', './ours.ts');
  const answer = await fetch(`${ours.url.replace('/oauth/token', '')}/add_user`, {
    headers: { 'accept-encoding': 'br' },
  });
  const headers = [...answer.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  const html = Buffer.from(await answer.arrayBuffer());
  await ours.stop();
  const bytes = brotliCompressSync(html).length;
  return {
    goals: [atMost('page, KB on the wire with its headers', 10, spread([(bytes + headers) / 1000]))],
    tables: { 'The page': [{ 'HTML bytes': html.length, 'Brotli bytes': bytes, 'header bytes': headers }] },
  };
};
