import type { PageData } from '../page-data.ts';

/** What the server wrote into the page: the brand, the host, the words, the transaction. The same for every caller. */
export const told = JSON.parse(document.getElementById('data')?.textContent ?? '') as PageData;
export const { words, transaction } = told;
