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

/** The voice and the locale by language, unless told otherwise. */
export const voices = {
  en: { locale: 'en_US', code: 'en-US', voice: 'Joanna', engine: 'neural' },
  es: { locale: 'es_US', code: 'es-US', voice: 'Lupe', engine: 'neural' },
} as const satisfies Record<Lang, { locale: string; code: string; voice: string; engine: string }>;
