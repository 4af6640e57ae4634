// A transaction is one declaration. From it come the dialogue on the telephone, the grant's type, the checked API, and the
// page with its form.
import { defineTransaction } from 'voicegrant';
import * as z from 'zod';

/** An adviser comes to see the caller. */
export const bookVisit = defineTransaction({
  type: 'book_visit',
  input: z.strictObject({
    topic: z.enum(['contract', 'claim', 'retirement']),
    wish: z.string().trim().min(2).max(80),
  }),
  limits: { visits: 1 },
  confirm: 'page',
  en: {
    offer: 'have an adviser visit you',
    asks: ['book a visit', 'i want an adviser to visit me', 'make an appointment', 'see an adviser'],
    title: 'Book a visit',
    question: 'What should our adviser come for?',
    fields: {
      topic: { label: 'Topic', options: { contract: 'A contract', claim: 'A claim', retirement: 'Retirement' } },
      wish: { label: 'When would it suit you?', hint: 'Such as: Tuesday after four' },
    },
    effect: 'Our adviser will ring you to agree on the hour.',
    submit: 'Book the visit',
    done: 'Your visit is booked: {wish}',
    readback: 'book a visit: {wish}',
  },
  run: ({ account, input }) => account.perform('book_visit', input),
});
