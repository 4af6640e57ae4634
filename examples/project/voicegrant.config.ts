// Your installation. The command and `npm start` find this file in the folder they are started in.
import { defineConfig, shippedTransactions } from 'voicegrant';
import { bookVisit } from './transactions/book-visit.ts';

export default defineConfig({
  // Names as in docs/configuration.md; the environment goes before them. Secrets belong into the environment.
  settings: {
    VOICEGRANT_BRAND: 'Harbour Mutual',
    VOICEGRANT_BRAND_COLOUR: '#0f5c4a',
    VOICEGRANT_LANGUAGES: 'en',
  },
  transactions: [...shippedTransactions, bookVisit],
});
