import type { PageEnd } from '../words/words.ts';
import { type After, run, untilAnswered } from './attempt.ts';
import { announce, drawCall, tell } from './bar.ts';
import { say } from './element.ts';
import { fateOf } from './fate.ts';
import { forget } from './keep.ts';
import { learn, link } from './link.ts';
import { lastButton, paragraph, showScreen } from './screens.ts';
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
  const [actions, shut] = lastButton(words.close);
  shut.addEventListener('click', () => {
    window.close();
    // A browser closes only windows that a script has opened; most tabs stay, and then a person is told how.
    setTimeout(() => {
      shut.remove();
      next.textContent = words.done_over;
      announce(words.done_over);
    }, 300);
  });
  close('already');
  drawCall(link.last?.call !== 'ended');
  link.whenCallEnds = () => {
    next.textContent = words.done_over;
  };
  showScreen('done', message, paragraph(say(words.reference, { reference }), 'reference'), next, actions);
};

/** After a refusal that says no more than no: the status knows why. */
export const explain = async (otherwise: PageEnd): Promise<After> => {
  const status = await untilAnswered(() => readStatus(link.code));
  learn(status);
  return () => end(status.state === 'consumed' ? 'already' : fateOf(status, words.ends) || otherwise);
};

/** The browser's own key store has failed: nothing else is thrown by then. */
export const unsupported = (): void => end('unsupported');

/** Lets a button end it all: nothing is changed, and the call hears of it. */
export const refuseBy = (button: HTMLButtonElement, reason: 'disowned' | 'declined'): void => {
  const decline = async (): Promise<After> => {
    const answer = await untilAnswered(() => post('/offer/decline', { 'pre-authorized_code': link.code, reason }));
    return answer.status < 300 ? () => end(reason) : explain(reason);
  };
  button.addEventListener('click', () => run(button, decline, unsupported));
};
