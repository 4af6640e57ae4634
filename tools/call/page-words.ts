import type { Lang } from './ports.ts';

/** Why a page can do nothing more. */
export type Over =
  | 'call_ended'
  | 'expired'
  | 'used'
  | 'attempts_spent'
  | 'declined'
  | 'disowned'
  | 'replaced'
  | 'refused'
  | 'failed'
  | 'unknown';

/** What can be read on the page, as far as a call file can expect it. */
export type PageWords = {
  readonly onCall: string;
  readonly minutesLeft: (minutes: number) => string;
  readonly home: string;
  readonly youCalled: (number: string) => string;
  readonly digits: string;
  readonly wrong: (left: number) => string;
  readonly ending: (ending: string) => string;
  readonly fault: (field: string) => string;
  readonly listen: string;
  readonly reference: (reference: string) => string;
  readonly backToCall: string;
  readonly goOn: string;
  readonly notMe: string;
  readonly cancel: string;
  readonly over: Readonly<Record<Over, string>>;
};

export const pageWords: Readonly<Record<Lang, PageWords>> = {
  en: {
    onCall: 'On your call',
    minutesLeft: (minutes) => `${minutes} min left`,
    home: 'Type the eight digits you hear',
    youCalled: (number) => `You called ${number}`,
    digits: 'Type the six digits you hear',
    wrong: (left) =>
      `Those are not the digits from this call. ${left} ${left === 1 ? 'try' : 'tries'} left. Say repeat to hear them again.`,
    ending: (ending) => `Account ending ${ending}`,
    fault: (field) => `Check this: ${field}`,
    listen: 'Listen to your call. Nothing changes until you say yes there.',
    reference: (reference) => `Reference ${reference}`,
    backToCall: 'You can go back to your call: we are still on the line.',
    goOn: 'Continue',
    notMe: 'I did not make this call',
    cancel: 'Cancel',
    over: {
      call_ended: 'Your call has ended. Nothing was changed. Call again to start over.',
      expired: 'This link has expired. Nothing was changed. Ask for a new one on your call.',
      used: 'This link was already used. Ask for a new one on your call.',
      attempts_spent: 'The digits were wrong too often. Nothing was changed. Ask for a new link on your call.',
      declined: 'Cancelled. Nothing was changed.',
      disowned: 'Thank you for telling us. Nothing was changed and this link no longer works.',
      replaced: 'There is a newer link. Use the one in the newest text.',
      refused: 'You said no on the phone. Nothing was changed.',
      failed: 'That did not work. Nothing was changed.',
      unknown: 'This link does not work.',
    },
  },
  es: {
    onCall: 'En su llamada',
    minutesLeft: (minutes) => `Quedan ${minutes} min`,
    home: 'Escriba las ocho cifras que oye',
    youCalled: (number) => `Usted llamó al ${number}`,
    digits: 'Escriba las seis cifras que oye',
    wrong: (left) =>
      `Esas no son las cifras de esta llamada. ${left === 1 ? 'Queda 1 intento' : `Quedan ${left} intentos`}. Diga repetir para oírlas otra vez.`,
    ending: (ending) => `Cuenta terminada en ${ending}`,
    fault: (field) => `Revise esto: ${field}`,
    listen: 'Escuche su llamada. Nada cambia hasta que diga que sí allí.',
    reference: (reference) => `Referencia ${reference}`,
    backToCall: 'Puede volver a su llamada: seguimos en la línea.',
    goOn: 'Continuar',
    notMe: 'Yo no hice esta llamada',
    cancel: 'Cancelar',
    over: {
      call_ended: 'Su llamada ha terminado. No se ha cambiado nada. Llame otra vez para empezar de nuevo.',
      expired: 'Este enlace ha caducado. No se ha cambiado nada. Pida otro en su llamada.',
      used: 'Este enlace ya se ha usado. Pida otro en su llamada.',
      attempts_spent:
        'Las cifras no eran correctas demasiadas veces. No se ha cambiado nada. Pida otro enlace en su llamada.',
      declined: 'Cancelado. No se ha cambiado nada.',
      disowned: 'Gracias por avisarnos. No se ha cambiado nada y este enlace ya no sirve.',
      replaced: 'Hay un enlace más nuevo. Use el del último mensaje.',
      refused: 'Usted dijo que no por teléfono. No se ha cambiado nada.',
      failed: 'Eso no funcionó. No se ha cambiado nada.',
      unknown: 'Este enlace no sirve.',
    },
  },
};
