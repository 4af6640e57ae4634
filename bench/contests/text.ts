// Contest (g): segments of our text, every language and transaction, beside the original's, which put an ID token in the link.
import { hash } from 'node:crypto';
import { Secret } from '#core';
import { compose } from '#message';
import { shipped } from '#transaction';
import type { Found } from '../contest.ts';
import { atMost, spread } from '../ratios.ts';

/** Segments of a GSM-7 text (3GPP TS 23.038): 160 septets alone, 153 each of several. None of these has an extension sign. */
const segments = (characters: number) => (characters <= 160 ? 1 : Math.ceil(characters / 153));

export const text = async (): Promise<Found> => {
  const origin = `https://${'h'.repeat(32)}.example`;
  const code = new Secret(hash('sha256', 'code', 'base64url'));
  const rows = shipped.flatMap(({ type }) =>
    ['en', 'es'].map((lang) => {
      const body = compose({ brand: 'Acme', origin, lang, delivery: 'link', type, code }).reveal();
      return {
        text: `${type}, ${lang}, host of 40 characters`,
        characters: body.length,
        segments: segments(body.length),
      };
    }),
  );
  // An RS256 ID token of Cognito's with its usual claims has 1166 characters, with profile claims 1346.
  const original = [1290, 1470].map((characters) => ({
    text: 'the original: an ID token in the link and one sentence',
    characters,
    segments: segments(characters),
  }));
  return {
    goals: [atMost('segments of a text, every language', 1, spread(rows.map((row) => row.segments)))],
    tables: { Texts: [...rows, ...original] },
  };
};
