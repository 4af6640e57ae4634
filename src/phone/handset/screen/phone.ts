import { $, clockOf, h, onClick, pause, spaced, toEnd } from './element.ts';
import { createLine, type LineState } from './line.ts';
import { endTone, keyTone, ringTone } from './sound.ts';
import { canHear, canSpeak, hear, hush, speak } from './voice.ts';
import type { Answer, Demo } from './wire.ts';

const offers: Record<string, Record<'wishes' | 'more' | 'waiting' | 'answer', readonly string[]>> = {
  en: {
    wishes: ['I want to add my wife', 'I moved last week', 'I want to add a payee'],
    more: ['no, thank you'],
    waiting: ['repeat', 'send it again', 'no link', 'help'],
    answer: ['yes', 'no'],
  },
  es: {
    wishes: ['quiero añadir a mi esposa', 'me he mudado', 'quiero añadir un beneficiario'],
    more: ['no, gracias'],
    waiting: ['repita', 'envíelo otra vez', 'no puedo abrir enlaces', 'ayuda'],
    answer: ['sí', 'no'],
  },
};
const noWords = { wishes: [], more: [], waiting: [], answer: [] };

const states: Readonly<Record<LineState, string>> = {
  idle: 'Not on a call',
  listening: 'Listening',
  waiting: 'Waiting for the page',
  ended: 'The call has ended',
  transferred: 'Put through to a person',
  lost: 'The line is lost',
};

/** So long a pause after a key ends what is being keyed, unless `#` does. */
const betweenKeysMs = 4000;

/** The caller's telephone: keys, captions, a sentence typed or spoken. */
export const createPhone = (parts: {
  readonly demo: Demo;
  readonly lang: () => string;
  /** Run before a call that a visitor makes. */
  readonly before: () => Promise<void>;
  readonly rang: (call: string) => void;
}) => {
  const { demo } = parts;
  const captions = $('captions');
  const keyed = $('keyed');
  let keys = '';
  let keyTimer: ReturnType<typeof setTimeout> | undefined;
  let startedMs = 0;
  let callLang = 'en';
  const spoken = (lang: string) => demo.languages?.find(({ code }) => code === lang);
  const tagOf = (lang: string) => spoken(lang)?.tag ?? (lang === 'es' ? 'es-ES' : 'en-US');
  let aloud = false;
  let stopHearing: (() => void) | null = null;

  const caption = (who: 'bot' | 'caller' | 'note', words: string, delayMs = 0) => {
    const bubble = h('p', { class: `said ${who}` }, words);
    if (who !== 'note') bubble.prepend(h('span', { class: 'unseen' }, who === 'bot' ? 'Bot: ' : 'Caller: '));
    bubble.style.animationDelay = `${delayMs}ms`;
    captions.append(bubble);
    toEnd(captions);
  };

  const line = createLine({
    answered(answer) {
      callLang = answer.lang;
      answer.say.forEach((sentence, index) => {
        caption('bot', sentence, index * 160);
      });
      if (aloud) speak(answer.say, tagOf(answer.lang));
      draw();
    },
    changed(state) {
      if (state === 'ended' || state === 'transferred' || state === 'lost') {
        caption('note', states[state]);
        keys = '';
        clearTimeout(keyTimer);
        if (state !== 'transferred') endTone();
      }
      draw();
    },
    failed: (sentence) => caption('note', sentence),
  });

  const secret = () => line.last()?.secret === true && line.isLive();
  const shown = (text: string) => (secret() ? text.replace(/[^#*]/g, '•') : text);

  const sendKeys = async (): Promise<Answer | null> => {
    clearTimeout(keyTimer);
    const pressed = keys;
    keys = '';
    if (pressed === '') return null;
    caption('caller', shown(pressed));
    draw();
    // `#` ends what is keyed and is not itself part of it; alone it is all there is to send.
    return line.turn({ digits: pressed.replace(/(?<=.)#$/, '') });
  };
  const flash = (key: string) => {
    keyTone(key);
    const button = document.querySelector<HTMLElement>(`#keypad [data-key="${key}"]`);
    button?.classList.add('down');
    setTimeout(() => button?.classList.remove('down'), 130);
  };
  /** One key, as a finger presses it; what is complete is sent. */
  const press = (key: string): void => {
    flash(key);
    if (!line.isLive()) return;
    hush();
    keys += key;
    const most = line.last()?.max_digits ?? 0;
    clearTimeout(keyTimer);
    if (key === '#' || key === '*' || (most > 0 && keys.length >= most)) void sendKeys();
    else keyTimer = setTimeout(() => void sendKeys(), betweenKeysMs);
    draw();
  };
  /** Keys pressed one after another and sent together; `paceMs` apart. */
  const keyIn = async (all: string, paceMs: number): Promise<Answer | null> => {
    if (!line.isLive()) return null;
    clearTimeout(keyTimer);
    keys = '';
    for (const key of all) {
      flash(key);
      keys += key;
      draw();
      if (paceMs > 0) await pause(paceMs);
    }
    return sendKeys();
  };
  const say = (sentence: string): Promise<Answer | null> => {
    if (!line.isLive()) return Promise.resolve(null);
    hush();
    caption('caller', secret() ? shown(sentence) : sentence);
    return line.turn({ speech: sentence });
  };

  const ring = async (from: string, lang: string): Promise<Answer> => {
    captions.replaceChildren();
    ringTone();
    caption('note', `Calling ${demo.brand} from ${spaced(from)}`);
    startedMs = Date.now();
    const answer = await line.ring(from, lang);
    parts.rang(answer.call_id);
    return answer;
  };

  const chips = (): readonly string[] => {
    const last = line.last();
    if (!line.isLive() || last === null || secret() || last.max_digits > 6) return [];
    const words = offers[callLang] ?? { ...noWords, wishes: spoken(callLang)?.wishes ?? [] };
    if (last.then === 'waiting') return words.waiting;
    return last.seconds === 8 ? words.answer : [...words.wishes, ...words.more];
  };

  const draw = () => {
    const state = line.state();
    const live = line.isLive();
    const last = line.last();
    document.body.dataset['line'] = state;
    $('line-state').textContent = states[state];
    $('call').hidden = live;
    $('call').textContent = state === 'idle' ? `Call ${demo.brand}` : 'Call again';
    $('hang-up').hidden = !live;
    $('lose').hidden = !live;
    keyed.textContent = keys === '' ? '' : shown(keys);
    const isPin = live && secret();
    const isId = live && !isPin && (last?.max_digits ?? 0) > 6;
    $('key-id').toggleAttribute('disabled', !isId);
    $('key-pin').toggleAttribute('disabled', !isPin);
    $<HTMLInputElement>('sentence').disabled = !live;
    $('send').toggleAttribute('disabled', !live);
    $('mic').toggleAttribute('disabled', !live);
    $<HTMLInputElement>('sentence').classList.toggle('secret', secret());
    const now = chips();
    const box = $('chips');
    if (box.dataset['for'] !== now.join('|')) {
      box.dataset['for'] = now.join('|');
      box.replaceChildren(
        ...now.map((words) => {
          const chip = h('button', { type: 'button', class: 'chip' }, words);
          chip.addEventListener('click', () => void say(words));
          return chip;
        }),
      );
      toEnd(captions);
    }
  };

  for (const button of document.querySelectorAll<HTMLElement>('#keypad [data-key]')) {
    button.addEventListener('click', () => press(button.dataset['key'] ?? ''));
  }
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
    if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && /^[\d*#]$/.test(event.key)) press(event.key);
  });
  onClick('call', async () => {
    try {
      await parts.before();
      await ring(demo.number, parts.lang());
    } catch (error) {
      caption('note', (error as Error).message);
    }
  });
  onClick('hang-up', () => line.hangUp());
  onClick('lose', () => line.lose());
  onClick('key-id', () => keyIn(`${demo.user_id}#`, 70));
  onClick('key-pin', () => keyIn(`${demo.pin}#`, 70));
  $('speak-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = $<HTMLInputElement>('sentence');
    const sentence = field.value.trim();
    field.value = '';
    if (sentence !== '') void say(sentence);
  });
  $('mic').hidden = !canHear();
  onClick('mic', () => {
    if (stopHearing !== null) return stopHearing();
    $('mic').setAttribute('aria-pressed', 'true');
    hush();
    stopHearing = hear(tagOf(callLang), (sentence) => {
      stopHearing = null;
      $('mic').setAttribute('aria-pressed', 'false');
      if (sentence !== null) void say(sentence);
    });
  });
  $('voice').hidden = !canSpeak();
  onClick('voice', () => {
    aloud = !aloud;
    $('voice').setAttribute('aria-pressed', String(aloud));
    if (aloud) speak(line.isLive() ? (line.last()?.say ?? []) : [], tagOf(callLang));
    else hush();
  });
  setInterval(() => {
    $('line-time').textContent = line.isLive() ? clockOf((Date.now() - startedMs) / 1000) : '';
  }, 500);
  // Whoever closes the handset has put down the receiver.
  addEventListener('pagehide', () => void line.hangUp());
  $('demo-name').textContent = demo.name;
  $('demo-id').textContent = demo.user_id;
  $('demo-pin').textContent = demo.pin;
  $('demo-number').textContent = spaced(demo.number);
  draw();

  return { line, ring, keyIn, say, note: (sentence: string) => caption('note', sentence) };
};

export type Phone = ReturnType<typeof createPhone>;
