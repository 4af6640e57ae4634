import { type After, pause, run, untilAnswered } from './attempt.ts';
import { announce } from './bar.ts';
import { showDetails } from './details.ts';
import { digitsField } from './digits-field.ts';
import { say } from './element.ts';
import { end, explain, refuseBy, unsupported } from './ends.ts';
import { fateOf } from './fate.ts';
import { keysOf } from './keep.ts';
import { learn, link } from './link.ts';
import { buttonsOf, formOf, showScreen } from './screens.ts';
import { readStatus } from './status.ts';
import { transaction, words } from './told.ts';
import { Lost, redeem } from './wire.ts';

/** The first screen: who asks, for what, on which call; the six digits, or no. */
export const showStart = (): void => {
  const voiced = link.code.length > 8;
  const form = formOf(0, () => {
    if (digits.value().length < 6) {
      refuse(words.digits_few);
      return;
    }
    digits.accept();
    void run(go, () => redeemWith(digits.value(), wrong), unsupported);
  });
  const digits = digitsField(form, 6);
  const [go, disown] = buttonsOf(form);
  const refuse = (sentence: string): void => {
    digits.refuse(sentence);
    announce(sentence);
  };
  const wrong =
    (n: number): After =>
    () =>
      refuse(
        `${say(n === 1 ? words.digits_wrong_last : words.digits_wrong, { n })} ${voiced ? words.repeat : words.repeat_text}`,
      );
  if (!voiced) {
    // No link was sent: the digits come by text, where the keyboard can offer them.
    form.querySelector('label')!.textContent = words.digits_text;
    form.querySelector('#again')!.textContent = words.again_text;
    form.querySelector('input')!.autocomplete = 'one-time-code';
  }
  refuseBy(disown, 'disowned');
  showScreen('start', transaction.title, form);
  if (link.last) learn(link.last);
};

const redeemWith = async (digits: string, wrong: (left: number) => After): Promise<After> => {
  const before = link.last?.attempts_remaining ?? 0;
  const keys = await keysOf(link.code);
  for (let tries = 0; tries < 9; tries += 1) {
    const answer = await redeem(link.code, digits, keys).catch((error: unknown) => {
      if (!(error instanceof Lost)) throw error;
    });
    if (!answer) {
      // A wrong guess must not be counted twice: ask what became of the first before sending it again.
      const status = await untilAnswered(() => readStatus(link.code));
      learn(status);
      const fate = fateOf(status, words.ends);
      if (fate) return () => end(fate);
      const left = status.attempts_remaining ?? before;
      if (status.state === 'offered' && left < before) return wrong(left);
      await pause(1000);
      continue;
    }
    if (answer.status === 200) {
      link.token = String(answer.body['access_token']);
      link.keys = keys;
      history.replaceState(null, '', location.pathname + location.search);
      return () => showDetails(String(answer.body['account_ending'] ?? ''));
    }
    const left = Number(answer.body['tx_code_attempts_remaining'] ?? 0);
    if (left === 0) return explain('used');
    if (link.last) link.last = { ...link.last, attempts_remaining: left };
    return wrong(left);
  }
  return explain('failed');
};
