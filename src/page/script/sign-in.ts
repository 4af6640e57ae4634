import { type After, run, untilAnswered } from './attempt.ts';
import { explain, refuseBy, unsupported } from './ends.ts';
import { find, keysOf } from './keep.ts';
import { learn, link } from './link.ts';
import { buttonsOf, formOf, screenUp, showScreen } from './screens.ts';
import type { Status } from './status.ts';
import { transaction, words } from './told.ts';
import { beginLogin } from './wire.ts';

let shown: Status['sign_in'];

const login = async (): Promise<After> => {
  const { status, body } = await untilAnswered(async () => beginLogin(link.code, await keysOf(link.code)));
  return status === 200 ? () => location.assign(String(body['location'])) : explain('used');
};

/**
 * The screen before the first, for a caller who is known by their own login instead of a PIN. Answers what there is to do
 * now: nothing but that; `elsewhere` when another browser has signed in; or what there always is.
 */
export const meetSignIn = async ({ state, sign_in }: Status): Promise<'sign_in' | 'elsewhere' | 'go_on'> => {
  if (state !== 'offered' || !sign_in) return 'go_on';
  if (sign_in === 'done') return (await find(link.code)) ? 'go_on' : 'elsewhere';
  if (screenUp() === 'sign_in' && shown === sign_in) return 'sign_in';
  shown = sign_in;
  const form = formOf(2, () => void run(go, login, unsupported));
  const [go, disown] = buttonsOf(form);
  if (sign_in !== 'needed') form.querySelector('.why')!.textContent = words.login!.other;
  refuseBy(disown, 'disowned');
  showScreen('sign_in', transaction.title, form);
  if (link.last) learn(link.last);
  return 'sign_in';
};

/** Back from the login: what came in the address is spent, and must not be sent again by a reload. */
export const comeBack = (): void => {
  if (location.pathname === '/login/callback') history.replaceState(null, '', `/${transaction.type}?lang=${told.lang}`);
};
