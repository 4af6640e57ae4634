import xmlbuilder from 'xmlbuilder';
import type { Lang } from '#call';
import type { Expect } from '#conversation';
import type { E164 } from '#core';

/** How the bot sounds: for each language a voice and, beside English and Spanish, what the recogniser listens for (`fr-FR`). */
export type Voices = Readonly<Record<Lang, string | { readonly voice: string; readonly tag: string }>>;

const tags: Readonly<Record<Lang, string>> = { en: 'en-US', es: 'es-US' };
const voiceIn = (voices: Voices, lang: Lang): { readonly voice: string; readonly tag: string } => {
  const found = voices[lang] ?? voices.en ?? '';
  return typeof found === 'string' ? { voice: found, tag: tags[lang] ?? lang } : found;
};

/** Twilio's own limits of `hints`. */
const mostHints = 500;
const longestHint = 100;
/** Nobody speaks longer than this to a bot that waits; a noise must not hold up the next sign of life (seconds). */
const longestSpeech = 10;

/** What is to be rendered: words, what to listen for, and where the caller's answer goes. */
export type Scene = {
  readonly lang: Lang;
  readonly say: readonly string[];
  readonly expect: Expect;
  /** Where the answer goes; null when nothing follows. */
  readonly action: string | null;
  /** How long a silence is a silence (seconds). */
  readonly seconds: number;
};

const hintsOf = (expect: Expect): string =>
  expect.hints
    .map((hint) => hint.replace(/,/g, ' '))
    .filter((hint) => hint.length <= longestHint)
    .slice(0, mostHints)
    .join(',');

/** What is secret is keyed, whatever else the installation takes elsewhere: speech would pass through a recogniser's log. */
const inputOf = ({ input, secret }: Expect): string =>
  secret || input === 'digits' ? 'dtmf' : input === 'speech' ? 'speech' : 'dtmf speech';

const document = () =>
  xmlbuilder.create('Response', {
    encoding: 'UTF-8',
    // A character XML cannot hold is silence to a voice; the builder's own refusal would quote the sentence.
    invalidCharReplacement: ' ',
  });

type Verb = ReturnType<typeof document>;

const speak = (parent: Verb, { lang, say }: Pick<Scene, 'lang' | 'say'>, voices: Voices): void => {
  for (const sentence of say)
    parent.ele('Say', { voice: voiceIn(voices, lang).voice, language: voiceIn(voices, lang).tag }).txt(sentence);
};

/**
 * The document for a moment of a call. Words are text of `Say` and nothing else; attributes come from settings, the
 * catalogue and our own addresses. With keys or speech to come, one `Gather` speaks and listens, so the caller may cut in;
 * silence comes back to the same address as everything else.
 */
export const twimlOf = (scene: Scene, voices: Voices, agent: E164 | null): string => {
  const root = document();
  const { expect, action } = scene;
  if (expect.next === 'ended' || expect.next === 'transferred' || action === null) {
    speak(root, scene, voices);
    if (expect.next === 'transferred' && agent !== null) root.ele('Dial').ele('Number').txt(agent);
    root.ele('Hangup');
    return root.end();
  }
  const input = inputOf(expect);
  const hears = input !== 'dtmf';
  const hints = hintsOf(expect);
  const gather = root.ele('Gather', {
    input,
    action,
    method: 'POST',
    timeout: String(scene.seconds),
    finishOnKey: '#',
    ...(expect.maxDigits > 0 ? { numDigits: String(expect.maxDigits) } : {}),
    actionOnEmptyResult: 'true',
    bargeIn: 'true',
    ...(hears
      ? { language: voiceIn(voices, scene.lang).tag, speechTimeout: 'auto', maxSpeechTime: String(longestSpeech) }
      : {}),
    ...(hears ? { profanityFilter: 'false' } : {}),
    ...(hears && hints !== '' ? { hints } : {}),
  });
  speak(gather, scene, voices);
  // Reached only if the gather ends without asking its action.
  root.ele('Redirect', { method: 'POST' }).txt(action);
  return root.end();
};

/** Says something and ends the call, or puts the caller through where there is somebody. */
export const farewell = (lang: Lang, say: readonly string[], voices: Voices, agent: E164 | null): string => {
  const root = document();
  speak(root, { lang, say }, voices);
  if (agent !== null) root.ele('Dial').ele('Number').txt(agent);
  root.ele('Hangup');
  return root.end();
};

/** Asks Twilio to come back to the same address in a second: another request for this step is still at work. */
export const comeBack = (url: string): string => {
  const root = document();
  root.ele('Pause', { length: '1' });
  root.ele('Redirect', { method: 'POST' }).txt(url);
  return root.end();
};
