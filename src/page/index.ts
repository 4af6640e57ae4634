// In: the transactions that are declared, the brand, the host. Out: for each of them one finished HTML response.
// The script inside is a plain OAuth client of our own public endpoints; it knows nothing the server has not told it there.
// Must never: depend on a code, a call or a caller; parse HTML in the browser; load a byte from anywhere else.
export { pageFaults } from './faults.ts';
export type { Page, PageLanguage, PageSettings, Pages } from './pages.ts';
export { createPages } from './pages.ts';
export type { PageWords } from './words/words.ts';
