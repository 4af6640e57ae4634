import { doing } from './attempt.ts';
import { tell } from './bar.ts';
import { sendDetails, settle, showWaiting } from './details.ts';
import { elsewhere } from './elsewhere.ts';
import { end, unsupported } from './ends.ts';
import { fateOf } from './fate.ts';
import { find } from './keep.ts';
import { learn, link } from './link.ts';
import { screenUp } from './screens.ts';
import { meetSignIn } from './sign-in.ts';
import { showStart } from './start.ts';
import { readStatus, type Status } from './status.ts';
import { words } from './told.ts';
import { Lost, post } from './wire.ts';

/** Is this the page of an installation whose callers may have to sign in? Decided when the script is bundled. */
declare const SIGN_IN: boolean;

let timer: ReturnType<typeof setTimeout> | undefined;

/** There is nothing more to learn: it has ended, or it is done and the call has ended too. */
const finished = (): boolean => link.over && (!link.whenCallEnds || link.last?.call === 'ended');

const meet = async (status: Status): Promise<void> => {
  learn(status);
  if (doing.busy || link.over) return;
  const fate = fateOf(status, words.ends);
  if (fate) return end(fate);
  if (elsewhere(told, status, link.code)) return;
  const screen = screenUp();
  if (status.state === 'consumed') {
    if (screen !== 'waiting' || !link.token) return end('already');
    const answer = await sendDetails();
    if (answer.status !== 202) (await settle(answer))();
  } else if (status.state === 'awaiting_confirmation') {
    if (screen !== 'waiting') showWaiting();
  } else if (status.state === 'redeemed' && !link.token && !(await find(link.code))) {
    // In this browser another tab may have gone on with the same key; in another one nobody can.
    end('used');
  } else {
    const next = SIGN_IN ? await meetSignIn(status) : 'go_on';
    if (next === 'elsewhere') end('used');
    else if (next === 'go_on' && (!screen || screen === 'sign_in')) showStart();
  }
};

/** Asks the server now, and every few seconds from now on while the page is in view. */
export const watch = async (): Promise<void> => {
  clearTimeout(timer);
  if (finished()) return;
  if (!document.hidden) {
    try {
      const status = await readStatus(link.code);
      if (!doing.busy) tell('');
      await meet(status);
    } catch (error) {
      if (!(error instanceof Lost)) return unsupported();
      if (!doing.busy && !link.over) tell(words.offline);
    }
  }
  clearTimeout(timer);
  timer = setTimeout(watch, screenUp() === 'waiting' ? 3000 : 4000);
};

/** Starts watching: at once when the page comes back into view or the connection comes back. */
export const beginWatch = (): void => {
  // A link scanner loads and leaves; a hand on the glass or a key is what tells the call that somebody is here.
  let opened = false;
  doing.onTouch = (): void => {
    if (opened || link.over) return;
    opened = true;
    post('/offer/open', { 'pre-authorized_code': link.code }).catch(() => {
      opened = false;
    });
  };
  addEventListener('online', watch);
  document.addEventListener('visibilitychange', watch);
  addEventListener('offline', () => link.over || tell(words.offline));
  void watch();
};
