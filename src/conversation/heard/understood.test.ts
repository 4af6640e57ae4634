import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shipped } from '#transaction';
import { vocabularyOf } from '../languages.ts';
import { offerAskedFor, offerMeant } from './offers.ts';
import type { Wish } from './vocabulary.ts';
import { answerHeard, wishHeard } from './wishes.ts';

const offers = shipped.map(({ type, en, es }) => ({ type, words: { en, es } }));

const wishes = {
  en: {
    person: [
      'agent',
      'a person please',
      'I want to speak to a human',
      'can I talk to someone about my bill',
      'put me through',
      'real person',
      'I need an operator',
    ],
    help: ['help', 'Help me!', 'what can I say?', "I don't understand"],
    repeat: [
      'repeat',
      'say that again',
      'pardon?',
      'what was that',
      "I didn't hear you",
      'can you repeat the digits',
      "sorry, I didn't get that",
      'what are the digits',
    ],
    start_over: ['start over', "let's start again please", 'from the beginning'],
    cancel: ['cancel', 'never mind', 'forget it', 'stop'],
    goodbye: ['goodbye', 'bye bye', "no, that's all", 'nothing else, thank you'],
    resend: [
      'send it again',
      "I didn't get it",
      "I haven't received anything",
      'resend',
      'no text came',
      'please send me another text',
      "it hasn't arrived yet",
      'send me a new link',
    ],
    no_link: [
      "I can't open links",
      'no link',
      'I have no smartphone',
      "I don't have a smartphone",
      'I have an old phone',
      'I cannot open the link',
      "the link doesn't work",
      'no internet',
    ],
  },
  es: {
    person: ['agente', 'quiero hablar con una persona', 'una persona, por favor', 'páseme con un agente'],
    help: ['ayuda', 'no entiendo', '¿qué puedo decir?'],
    repeat: ['repita', 'otra vez', '¿cómo?', 'no le he oído', '¿puede repetirlo?', 'cuáles son las cifras'],
    start_over: ['empezar de nuevo', 'volver a empezar', 'desde el principio'],
    cancel: ['cancelar', 'olvídelo', 'ya no quiero'],
    goodbye: ['adiós', 'no, eso es todo', 'nada más, gracias', 'hasta luego'],
    resend: [
      'envíelo otra vez',
      'no me ha llegado',
      'mándeme otro mensaje',
      'no he recibido nada',
      'reenviar',
      'vuelva a enviarlo',
    ],
    no_link: [
      'no puedo abrir enlaces',
      'no tengo smartphone',
      'sin enlace',
      'tengo un teléfono antiguo',
      'el enlace no funciona',
      'no puedo abrir el enlace',
    ],
  },
} as const;

describe('what callers want at any step', () => {
  const order: readonly Wish[] = ['no_link', 'resend', 'person', 'help', 'start_over', 'goodbye', 'cancel', 'repeat'];
  for (const lang of ['en', 'es'] as const) {
    for (const [wish, sentences] of Object.entries(wishes[lang])) {
      for (const sentence of sentences) {
        it(`${lang}: "${sentence}" is ${wish}`, () =>
          assert.equal(wishHeard(vocabularyOf(lang), [sentence], order), wish));
      }
    }
  }
  for (const sentence of ['I have opened it', 'let me get my glasses', 'yes', 'no', 'thank you', 'just a second']) {
    it(`"${sentence}" is none of them`, () => assert.equal(wishHeard(vocabularyOf('en'), [sentence], order), null));
  }
});

describe('yes and no', () => {
  const answers = {
    en: {
      yes: [
        'yes',
        'Yes please.',
        'yeah, go ahead',
        'correct',
        "that's right",
        'yes yes',
        'sure',
        'OK',
        "yes that's correct",
      ],
      no: [
        'no',
        'nope',
        "that's wrong",
        "no, that's wrong",
        'not correct',
        'that is not right',
        'no thank you',
        "don't do it",
      ],
      null: [
        'yes no',
        'maybe',
        'I am not sure',
        'wait',
        'yes but not that account',
        'my son says I should always say yes to these',
        'hello',
        "I don't know",
        'yes, wait',
      ],
    },
    es: {
      yes: ['sí', 'sí, claro', 'claro', 'correcto', 'de acuerdo', 'adelante', 'claro que sí', 'vale', 'sí es correcto'],
      no: ['no', 'no es correcto', 'está mal', 'claro que no', 'no, gracias', 'incorrecto'],
      null: ['sí, no', 'no sé', 'tal vez', 'espere', 'hola'],
    },
  } as const;
  for (const lang of ['en', 'es'] as const) {
    for (const [answer, sentences] of Object.entries(answers[lang])) {
      for (const sentence of sentences) {
        it(`${lang}: "${sentence}" is ${answer === 'null' ? 'neither' : answer}`, () =>
          assert.equal(String(answerHeard(vocabularyOf(lang), [sentence])), answer));
      }
    }
  }
  it('takes no yes that another reading of the same sound contradicts', () => {
    assert.equal(answerHeard(vocabularyOf('en'), ['yes', 'no']), null);
    assert.equal(answerHeard(vocabularyOf('en'), ['hmm', 'no']), 'no');
  });
});

describe('what callers want to do', () => {
  const asked = {
    en: {
      add_user: [
        'I want to add my wife',
        'add my wife',
        "Hello, I'd like to add my daughter to my insurance please",
        'I was wondering whether I could add my husband Tom',
        'I want my wife added',
        'add a person',
        'one',
        'option one',
        'the first one',
        'adding my son',
      ],
      change_address: [
        'I have moved',
        'I moved',
        'we moved house last week',
        'change of address',
        'my address changed',
        'number two',
        'I need to update my address',
      ],
      add_payee: ['add a payee', 'I want to set up a new payee', 'pay someone new', 'three'],
      null: ['add', 'what is the weather like', 'four', 'I want to buy a car', '', 'add someone', 'one two three four'],
    },
    es: {
      add_user: [
        'quiero añadir a mi esposa',
        'quisiera agregar a mi hija a mi seguro, por favor',
        'uno',
        'la primera',
        'opción uno',
        'añada a mi marido',
      ],
      change_address: ['me he mudado', 'quiero cambiar mi dirección', 'tengo una nueva dirección', 'dos'],
      add_payee: ['añadir un beneficiario', 'quiero dar de alta un nuevo beneficiario', 'la tercera'],
      null: ['añadir', 'qué tiempo hace', 'cuatro'],
    },
  } as const;
  for (const lang of ['en', 'es'] as const) {
    for (const [type, sentences] of Object.entries(asked[lang])) {
      for (const sentence of sentences) {
        it(`${lang}: "${sentence}" is ${type === 'null' ? 'not clear' : type}`, () => {
          const found =
            offerAskedFor(offers, lang, vocabularyOf(lang), [sentence]) ??
            offerMeant(offers, lang, vocabularyOf(lang), [sentence]);
          assert.equal(String(found?.type ?? null), type);
        });
      }
    }
  }
});
