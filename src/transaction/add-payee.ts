import * as z from 'zod';
import { defineTransaction } from './define.ts';
import { isIban, line } from './shapes.ts';

/** Somebody the caller can pay from now on. Payees move money, so it is read back on the line (R-A11). */
export const addPayee = defineTransaction({
  type: 'add_payee',
  input: z.strictObject({
    payee_name: line(2, 70),
    iban: z
      .string()
      .transform((text) => text.replace(/\s/g, '').toUpperCase())
      .pipe(
        z
          .string()
          .regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/)
          .refine(isIban)
          .meta({ format: 'iban' }),
      ),
  }),
  limits: { payees: 1 },
  confirm: 'call',
  en: {
    offer: 'add someone you want to pay',
    asks: ['add a payee', 'add someone to pay', 'pay someone new', 'new payee', 'set up a payee', 'add a recipient'],
    title: 'Add someone you want to pay',
    question: 'Who would you like to pay?',
    fields: {
      payee_name: { label: 'Name of the account holder' },
      iban: { label: 'Account number (IBAN)', hint: 'Two letters, then digits. Spaces do not matter.' },
    },
    effect: 'We will read this back to you on the phone. Nothing changes until you say yes there.',
    submit: 'Read it back to me',
    done: '{payee_name} is now one of your payees',
    readback: 'add {payee_name} as someone you can pay, with the account number {iban}',
  },
  es: {
    offer: 'añadir a alguien a quien quiere pagar',
    asks: [
      'añadir un beneficiario',
      'nuevo beneficiario',
      'añadir a alguien a quien pagar',
      'agregar un beneficiario',
      'dar de alta un beneficiario',
    ],
    title: 'Añadir a alguien a quien quiere pagar',
    question: '¿A quién quiere pagar?',
    fields: {
      payee_name: { label: 'Nombre del titular' },
      iban: { label: 'Número de cuenta (IBAN)', hint: 'Dos letras y después cifras. Los espacios no importan.' },
    },
    effect: 'Se lo leeremos por teléfono. Nada cambia hasta que usted diga que sí allí.',
    submit: 'Léamelo por teléfono',
    done: '{payee_name} ya es uno de sus beneficiarios',
    readback: 'añadir a {payee_name} como beneficiario, con el número de cuenta {iban}',
  },
  run: ({ account, input }) => account.perform('add_payee', input),
});
