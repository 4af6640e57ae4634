import type { Lang } from '#call';

/** Utterances of the intents that belong to no transaction. `{UserId}` is the slot. The conversation understands far more. */
export const utterances: Readonly<
  Record<Lang, Readonly<Record<'identify' | 'answerYes' | 'answerNo' | 'help' | 'person', readonly string[]>>>
> = {
  en: {
    identify: ['{UserId}', 'my user id is {UserId}', 'my id is {UserId}', 'it is {UserId}', 'user id {UserId}'],
    answerYes: ['yes', 'yes please', 'yes that is right', 'that is right', 'correct', 'go ahead', 'send it again'],
    answerNo: ['no', 'no thank you', 'no thanks', 'that is wrong', 'that is all', 'cancel', 'goodbye'],
    help: ['help', 'help me', 'what can i say', 'what can i do', 'repeat', 'say that again', 'i cannot open links'],
    person: ['speak to a person', 'i want to speak to a person', 'talk to an agent', 'an agent please', 'operator'],
  },
  es: {
    identify: [
      '{UserId}',
      'mi número de usuario es {UserId}',
      'mi número es {UserId}',
      'es {UserId}',
      'número de usuario {UserId}',
    ],
    answerYes: ['sí', 'sí por favor', 'sí es correcto', 'es correcto', 'correcto', 'adelante', 'envíelo otra vez'],
    answerNo: ['no', 'no gracias', 'no es correcto', 'está mal', 'nada más', 'cancelar', 'adiós'],
    help: ['ayuda', 'ayúdeme', 'qué puedo decir', 'qué puedo hacer', 'repetir', 'otra vez', 'no puedo abrir enlaces'],
    person: [
      'hablar con una persona',
      'quiero hablar con una persona',
      'con un agente',
      'un agente por favor',
      'operador',
    ],
  },
};

type Voice = { readonly locale: string; readonly code: string; readonly voice: string; readonly engine: string };

/** The voice and the Lex locale by language, unless told otherwise. A language joins by its line here and its utterances above. */
export const voices: Readonly<Record<Lang, Voice>> = {
  en: { locale: 'en_US', code: 'en-US', voice: 'Joanna', engine: 'neural' },
  es: { locale: 'es_US', code: 'es-US', voice: 'Lupe', engine: 'neural' },
};

const missing = (lang: Lang) => new RangeError(`deploy/aws/bot/words.ts has no Lex locale for ${lang}`);

/** @throws RangeError for a language without one */
export const voiceIn = (lang: Lang): Voice => {
  const voice = voices[lang];
  if (voice === undefined) throw missing(lang);
  return voice;
};

/** @throws RangeError for a language without them */
export const utterancesIn = (lang: Lang) => {
  const words = utterances[lang];
  if (words === undefined) throw missing(lang);
  return words;
};
