// A transaction of your own is one file like this one, and one line in `src/transaction/catalogue.ts`.
// From it come the dialogue, the grant's type, the checked API, the page and its form, in both languages.
import * as z from 'zod';
import { defineTransaction } from '#transaction';

/** A lost card is blocked and a new one sent. */
export const replaceCard = defineTransaction({
  type: 'replace_card',
  input: z.strictObject({
    last_four: z.string().regex(/^\d{4}$/),
    reason: z.enum(['lost', 'stolen', 'damaged']),
    express: z.boolean(),
  }),
  limits: { cards: 1 },
  confirm: 'page',
  en: {
    offer: 'replace a card',
    asks: ['replace my card', 'i lost my card', 'my card was stolen', 'new card'],
    title: 'Replace a card',
    question: 'Which card should we replace?',
    fields: {
      last_four: { label: 'Last four digits of the card' },
      reason: { label: 'What happened', options: { lost: 'Lost', stolen: 'Stolen', damaged: 'Damaged' } },
      express: { label: 'Send it by express' },
    },
    effect: 'We will block the old card at once.',
    submit: 'Replace my card',
    done: 'Your card ending {last_four} is being replaced',
    readback: 'replace the card ending {last_four}',
  },
  es: {
    offer: 'cambiar una tarjeta',
    asks: ['cambiar mi tarjeta', 'he perdido mi tarjeta', 'me han robado la tarjeta', 'nueva tarjeta'],
    title: 'Cambiar una tarjeta',
    question: '¿Qué tarjeta debemos cambiar?',
    fields: {
      last_four: { label: 'Últimas cuatro cifras de la tarjeta' },
      reason: { label: 'Qué ha pasado', options: { lost: 'Perdida', stolen: 'Robada', damaged: 'Dañada' } },
      express: { label: 'Enviarla urgente' },
    },
    effect: 'Bloquearemos la tarjeta antigua de inmediato.',
    submit: 'Cambiar mi tarjeta',
    done: 'Su tarjeta terminada en {last_four} se está cambiando',
    readback: 'cambiar la tarjeta terminada en {last_four}',
  },
  run: ({ account, input }) => account.perform('replace_card', input),
});
