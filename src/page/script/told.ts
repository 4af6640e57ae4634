import type { Told } from '../page-data.ts';

declare global {
  /** What the server wrote into the page: the brand, the words, the transaction. The same for every caller. */
  var told: Told;
}

export const { words, transaction } = told;
