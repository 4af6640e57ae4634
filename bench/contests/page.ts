// Contest (d): the caller's page on slow 4G beside a React form page and oidc-provider's login page, in a real browser.
import { type Found, round, rounds } from '../contest.ts';
import { measurePages } from '../page/index.ts';
import { atMost, exactly, spread } from '../ratios.ts';

export const page = async (): Promise<Found> => {
  const figures = await measurePages(rounds);
  const { ours } = figures.pages;
  return {
    goals: [
      exactly('page, requests until it can be used', 1, spread([ours.requests])),
      atMost('page, KB on the wire with its headers', 10, spread([ours.bytes / 1000])),
      atMost('page, time to usable / React form page', 0.25, spread([figures.usableOfReact])),
      atMost("page, time to usable / oidc-provider's login", 1, spread([figures.usableOfProvider])),
    ],
    tables: {
      'The page on slow 4G (400 ms, 400 kbit/s)': Object.entries(figures.pages).map(([name, opening]) => ({
        page: name,
        requests: opening.requests,
        'bytes on the wire': round(opening.bytes, 0),
        'usable, ms': round(opening.usableMs, 0),
      })),
    },
  };
};
