import type { PageEnd } from '../words/words.ts';
import { type After, run, untilAnswered } from './attempt.ts';
import { drawCall, tell } from './bar.ts';
import { say } from './element.ts';
import { fateOf } from './fate.ts';
import { forget } from './keep.ts';
import { learn, link } from './link.ts';
import { actions, button, paragraph, showScreen } from './screens.ts';
import { readStatus } from './status.ts';
import { words } from './told.ts';
import { post } from './wire.ts';

/** Wipes the key and the code, and leaves a word in the history entry, so that a reload shows the same end. */
const close = (mark: PageEnd): void => {
  link.over = true;
  link.token = link.body = undefined;
  tell('');
  if (!link.code) return;
  history.replaceState({ end: mark }, '', location.pathname + location.search);
  forget(link.code).catch(() => undefined);
};

/** A screen nothing follows: the news, and what to do now. */
export const end = (fate: PageEnd): void => {
  const [title, advice] = words.ends[fate];
  close(fate);
  if (link.last?.call) drawCall(link.last.call === 'live' && fate !== 'ended');
  showScreen(fate, title, paragraph(advice));
};

/** The screen everybody hopes for. */
export const done = (message: string, reference: string): void => {
  const next = paragraph(words.done_back);
  const shut = button(words.close, 'plain', () => {
    window.close();
    // A browser closes only windows that a script has opened; most tabs stay, and then a person is told how.
    setTimeout(() => shut.replaceWith(paragraph(words.close_now, { role: 'status' })), 300);
  });
  close('already');
  drawCall(link.last?.call !== 'ended');
  link.whenCallEnds = () => {
    next.textContent = words.done_over;
  };
  showScreen(
    'done',
    message || words.done_title,
    paragraph(say(words.reference, { reference }), { class: 'reference' }),
    next,
    actions(shut),
  );
};

/** After a refusal that says no more than no: the status knows why. */
export const explain = async (otherwise: PageEnd): Promise<After> => {
  const status = await untilAnswered(() => readStatus(link.code));
  learn(status);
  return () => end(status.state === 'consumed' ? 'already' : fateOf(status, words.ends) || otherwise);
};

/** The browser's own key store has failed: nothing else is thrown by then. */
export const unsupported = (): void => end('unsupported');

/** A button that ends it all: nothing is changed, and the call hears of it. */
export const refuseButton = (label: string, reason: 'disowned' | 'declined'): HTMLButtonElement => {
  const decline = async (): Promise<After> => {
    const answer = await untilAnswered(() => post('/offer/decline', { 'pre-authorized_code': link.code, reason }));
    return answer.status < 300 ? () => end(reason) : explain(reason);
  };
  const refuse: HTMLButtonElement = button(label, 'plain', () => run(refuse, decline, unsupported));
  return refuse;
};
