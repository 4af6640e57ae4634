import * as z from 'zod';
import { defineTransaction } from './define.ts';
import { line } from './shapes.ts';

/** The caller's postal address changes. */
export const changeAddress = defineTransaction({
  type: 'change_address',
  input: z.strictObject({
    street: line(3, 80).meta({ autocomplete: 'street-address' }),
    postal_code: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9][A-Za-z0-9 -]{2,9}$/)
      .meta({ autocomplete: 'postal-code' }),
    locality: line(2, 60).meta({ autocomplete: 'address-level2' }),
    country: z.enum(['US', 'GB', 'ES', 'MX', 'DE', 'FR']).meta({ autocomplete: 'country' }),
  }),
  limits: { addresses: 1 },
  confirm: 'page',
  en: {
    offer: 'change your address',
    asks: ['change my address', 'i moved', 'i have moved', 'new address', 'update my address', 'we moved house'],
    title: 'Change your address',
    question: 'What is your new address?',
    fields: {
      street: { label: 'Street and number' },
      postal_code: { label: 'Postal code' },
      locality: { label: 'Town or city' },
      country: {
        label: 'Country',
        options: { US: 'United States', GB: 'United Kingdom', ES: 'Spain', MX: 'Mexico', DE: 'Germany', FR: 'France' },
      },
    },
    effect: 'We will send your letters there from now on.',
    submit: 'Change my address',
    done: 'Your address is now {street}, {postal_code} {locality}',
    readback: 'change your address to {street}, {postal_code} {locality}, {country}',
  },
  es: {
    offer: 'cambiar su dirección',
    asks: [
      'cambiar mi dirección',
      'me he mudado',
      'me mudé',
      'nueva dirección',
      'actualizar mi dirección',
      'cambio de domicilio',
    ],
    title: 'Cambiar su dirección',
    question: '¿Cuál es su nueva dirección?',
    fields: {
      street: { label: 'Calle y número' },
      postal_code: { label: 'Código postal' },
      locality: { label: 'Localidad' },
      country: {
        label: 'País',
        options: { US: 'Estados Unidos', GB: 'Reino Unido', ES: 'España', MX: 'México', DE: 'Alemania', FR: 'Francia' },
      },
    },
    effect: 'A partir de ahora le enviaremos allí sus cartas.',
    submit: 'Cambiar mi dirección',
    done: 'Su dirección es ahora {street}, {postal_code} {locality}',
    readback: 'cambiar su dirección a {street}, {postal_code} {locality}, {country}',
  },
  run: ({ account, input }) => account.perform('change_address', input),
});
