import type { Fill, Locale } from './locale.ts';

const number = ({ ending }: Fill) =>
  ending === '' ? 'al número que tenemos de usted' : `a su número terminado en ${ending}`;

/** What the bot says in Spanish. */
export const es: Locale = {
  welcome: ({ brand }) =>
    `Hola, le damos la bienvenida a ${brand}. Primero le pediré su número de usuario y su PIN. For English, say: English.`,
  welcome_sign_in: ({ brand }) =>
    `Hola, le damos la bienvenida a ${brand}. Primero le pediré su número de usuario. Después entrará en su cuenta con su propio teléfono. For English, say: English.`,
  ask_id: 'Por favor, diga su número de usuario, cifra por cifra. O márquelo, y después pulse la tecla almohadilla.',
  ask_pin: ({ length }) =>
    length > 0
      ? `Ahora marque su PIN en el teléfono, por favor. Tiene ${length} cifras.`
      : 'Ahora marque su PIN en el teléfono, por favor, y después pulse la tecla almohadilla.',
  pin_by_keypad: 'Para proteger su PIN, por favor, no lo diga en voz alta. Márquelo en el teléfono.',
  id_not_understood:
    'No le he entendido. Diga solo su número de usuario, cifra por cifra. También puede marcarlo, y después pulsar la tecla almohadilla.',
  pin_not_understood:
    'Ese PIN no parece completo. Por favor, márquelo otra vez. Si se equivoca, pulse asterisco y empiece de nuevo.',
  wrong_id_or_pin: 'Ese número de usuario y ese PIN no van juntos. Probemos otra vez.',
  too_many_wrong:
    'Lo siento, no he podido comprobar quién es usted y tengo que terminar la llamada. Busque su número de usuario y su PIN, y vuelva a llamarnos. Adiós.',
  cannot_verify: 'Lo siento, ahora mismo no puedo comprobar su PIN.',
  verified: 'Gracias. Es correcto.',
  sign_in_first:
    'Gracias. Usted entrará en su cuenta con su propio teléfono, como lo hace siempre. No diga nunca su contraseña a nadie por teléfono.',
  sign_in_text:
    'Si conocemos ese número de usuario, ya va un mensaje al móvil que tenemos registrado. Por favor, abra el enlace y entre allí en su cuenta. Después le diré seis cifras. Le espero aquí.',
  signed_in: 'Gracias. Veo que ha entrado en su cuenta.',
  ask_intent: '¿Qué desea hacer? Dígalo con sus palabras, o diga ayuda para oír lo que puedo hacer.',
  ask_intent_again: '¿Qué otra cosa desea hacer?',
  intents: ({ offers }) =>
    offers.length === 0
      ? 'Puede decir: hablar con una persona.'
      : `${offers.map(({ key, offer }) => `Para ${offer}, pulse ${key}.`).join(' ')} También puede decirlo. Para hablar con una persona, pulse 0.`,
  intent_not_understood: 'Lo siento, no he entendido qué desea hacer.',
  text_sent: (fill) => `Acabo de enviar un mensaje ${number(fill)}. Por favor, abra el enlace del mensaje.`,
  text_trying: (fill) => `Estoy enviando un mensaje ${number(fill)}. Está tardando un poco más de lo normal.`,
  digits: ({ digits }) => (digits === null ? null : `Sus seis cifras son ${digits}. Otra vez: ${digits}.`),
  digits_only_there: ({ host }) =>
    `Escriba las seis cifras solo en la página de ${host}. No se las diga a nadie, tampoco a nosotros. Le espero aquí.`,
  page_code: ({ pageCode, host }) =>
    pageCode === null
      ? null
      : `En un ordenador o un teléfono, vaya a ${host}. Escriba allí este código de página: ${pageCode}. Otra vez: ${pageCode}.`,
  text_has_digits: (fill) => `Acabo de enviar un mensaje con seis cifras ${number(fill)}. La página se las pedirá.`,
  no_number: 'Lo siento, no tenemos ningún número de móvil suyo al que pueda enviar un mensaje.',
  too_many_texts: 'Lo siento, por ahora no podemos enviarle más mensajes.',
  text_failed: 'Lo siento, no se ha podido enviar el mensaje a su número.',
  text_opted_out:
    'Lo siento, su número ha pedido no recibir más mensajes nuestros. Para volver a recibirlos, envíe la palabra START al número del que le llegaban.',
  text_not_mobile: 'Lo siento, el número que tenemos de usted no puede recibir mensajes.',
  text_unreachable:
    'Lo siento, nuestro mensaje no ha podido llegar a su teléfono. Compruebe que está encendido y tiene cobertura.',
  not_allowed: 'Lo siento, no puedo hacer eso en esta llamada.',
  too_many_attempts: 'Lo siento, en esta llamada se han escrito cifras equivocadas demasiadas veces.',
  waiting: 'Tómese su tiempo, le espero. Diga repetir para oírme otra vez, o diga ayuda.',
  still_here: 'Sigo aquí. Tómese su tiempo.',
  link_opened: ({ byVoice }) => `Veo que ha abierto ${byVoice ? 'la página' : 'el enlace'}.`,
  digits_wrong: ({ left, byVoice }) => {
    const tries = left === 1 ? ' Le queda un intento.' : left > 1 ? ` Le quedan ${left} intentos.` : '';
    return byVoice
      ? `Esas no son las seis cifras de nuestro mensaje.${tries} Por favor, mire el último mensaje.`
      : `Esas no son las cifras de esta llamada.${tries} Diga repetir para oírlas otra vez.`;
  },
  digits_right: 'Las cifras son correctas. Ahora rellene los datos en la página, por favor.',
  details_sent: 'Gracias, tengo sus datos. Un momento, por favor.',
  attempts_spent: 'Las cifras no eran correctas demasiadas veces, y ese enlace ya no sirve.',
  grant_expired: 'Se ha acabado el tiempo de ese enlace, y ya no sirve.',
  link_lapsed: 'Ese enlace ya no sirve.',
  offer_again: 'Para recibir otro mensaje, diga: envíelo otra vez, o pulse 1. Para dejarlo, diga cancelar, o pulse 2.',
  disowned:
    'Alguien ha pulsado: yo no he hecho esta llamada. Para proteger la cuenta, he parado, y ese enlace ya no sirve.',
  declined: 'Veo que ha cancelado en la página. Ese enlace ya no sirve.',
  locked_meanwhile: 'Lo siento, no puedo seguir con esta llamada. Por favor, llámenos más tarde. Adiós.',
  readback: ({ readback }) =>
    readback === null
      ? null
      : `Escuche con atención, por favor. Nos ha pedido ${readback.replace(/[.?\s]+$/, '')}. ¿Es correcto? Diga sí, o pulse 1. Diga no, o pulse 2.`,
  readback_not_understood:
    'Por favor, diga sí, o pulse 1, si era correcto. Diga no, o pulse 2, si no lo era. Diga repetir para oírlo otra vez.',
  one_moment: 'Gracias. Un momento, por favor.',
  done: ({ done }) => (done === null ? 'Ya está hecho.' : `${done}.`),
  not_done: 'Lo siento, no ha sido posible. No se ha cambiado nada.',
  refused_by_you: 'De acuerdo. No se ha cambiado nada.',
  anything_else: '¿Puedo hacer algo más por usted?',
  cancelled: 'De acuerdo, lo he cancelado.',
  start_over: 'De acuerdo, empecemos otra vez.',
  help_id:
    'Su número de usuario es el que usa para entrar con nosotros. Dígalo cifra por cifra, o márquelo. Si quiere hablar con una persona, dígalo.',
  help_pin:
    'Su PIN es el número secreto que va con su número de usuario. Márquelo, para que nadie lo oiga. Si se equivoca, pulse asterisco y empiece de nuevo.',
  help_intent: 'Esto es lo que puedo hacer por usted.',
  help_waiting: ({ byVoice, host }) =>
    byVoice
      ? `Vaya a ${host}, escriba el código de página que le he dicho, y después las seis cifras del mensaje. Diga repetir para oír el código otra vez. Diga cancelar para dejarlo. Para hablar con una persona, pulse 0.`
      : 'Busque nuestro mensaje en su móvil y abra el enlace. Después escriba las seis cifras que le he dicho. Diga repetir para oírlas otra vez. Diga envíelo otra vez para recibir otro mensaje. Si no puede abrir enlaces, diga: sin enlace. Diga cancelar para dejarlo. Para hablar con una persona, pulse 0.',
  help_sign_in:
    'Busque nuestro mensaje en su móvil, abra el enlace y entre allí en su cuenta como lo hace siempre. Si no llega ningún mensaje, diga: envíelo otra vez. Diga cancelar para parar. Para hablar con una persona, pulse cero.',
  help_readback: 'No se cambia nada hasta que usted diga que sí. Escuche, y diga que no si algo está mal.',
  transfer: 'Le paso con una persona. Por favor, no cuelgue.',
  not_heard: 'Lo siento, no he oído nada.',
  not_heard_end: 'Lo siento, sigo sin oírle. Por favor, vuelva a llamarnos. Adiós.',
  unavailable: 'Lo siento, eso no es posible en este momento.',
  goodbye: 'Gracias por llamar. Adiós.',
};
