import * as z from 'zod';
import { defineTransaction } from './define.ts';
import { isoDate, personName } from './shapes.ts';

/** The original's transaction: another person joins the caller's account. */
export const addUser = defineTransaction({
  type: 'add_user',
  input: z.strictObject({
    given_name: personName.meta({ autocomplete: 'off' }),
    family_name: personName.meta({ autocomplete: 'off' }),
    birthdate: isoDate({ past: true }).meta({ autocomplete: 'off' }),
    relationship: z.enum(['spouse', 'partner', 'child', 'parent', 'other']),
  }),
  limits: { people: 1 },
  confirm: 'page',
  en: {
    offer: 'add someone to your account',
    asks: [
      'add my spouse',
      'add my wife',
      'add my husband',
      'add my partner',
      'add my daughter',
      'add my son',
      'add someone to my account',
      'add a person',
      'add a user',
      'add a family member',
    ],
    title: 'Add someone to your account',
    question: 'Who would you like to add?',
    fields: {
      given_name: { label: 'First name' },
      family_name: { label: 'Last name' },
      birthdate: { label: 'Date of birth', hint: 'Day, month, year, such as 12 4 1988' },
      relationship: {
        label: 'Relationship',
        options: { spouse: 'Spouse', partner: 'Partner', child: 'Child', parent: 'Parent', other: 'Someone else' },
      },
    },
    effect: 'They will be able to see and use your account.',
    submit: 'Add {given_name} to my account',
    done: '{given_name} {family_name} is now on your account',
    readback: 'add {given_name} {family_name} to your account',
  },
  es: {
    offer: 'añadir a alguien a su cuenta',
    asks: [
      'añadir a mi esposa',
      'añadir a mi esposo',
      'añadir a mi mujer',
      'añadir a mi marido',
      'añadir a mi pareja',
      'añadir a mi hija',
      'añadir a mi hijo',
      'agregar a mi esposa',
      'agregar a alguien a mi cuenta',
      'añadir a una persona',
      'añadir a un familiar',
    ],
    title: 'Añadir a alguien a su cuenta',
    question: '¿A quién quiere añadir?',
    fields: {
      given_name: { label: 'Nombre' },
      family_name: { label: 'Apellidos' },
      birthdate: { label: 'Fecha de nacimiento', hint: 'Día, mes y año, por ejemplo 12 4 1988' },
      relationship: {
        label: 'Parentesco',
        options: {
          spouse: 'Cónyuge',
          partner: 'Pareja',
          child: 'Hijo o hija',
          parent: 'Padre o madre',
          other: 'Otra persona',
        },
      },
    },
    effect: 'Podrá ver y usar su cuenta.',
    submit: 'Añadir a {given_name} a mi cuenta',
    done: '{given_name} {family_name} ya está en su cuenta',
    readback: 'añadir a {given_name} {family_name} a su cuenta',
  },
  run: ({ account, input }) => account.perform('add_user', input),
});
