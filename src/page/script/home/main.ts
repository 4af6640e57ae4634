import { run, untilAnswered } from '../attempt.ts';
import { announce, drawShell } from '../bar.ts';
import { digitsField } from '../digits-field.ts';
import { say } from '../element.ts';
import { elsewhere } from '../elsewhere.ts';
import { actions, button, formOf, paragraph, showScreen } from '../screens.ts';
import { readStatus } from '../status.ts';
import { told, words } from '../told.ts';

// The page where the eight digits of a call without a text link are typed. It only finds the way to the right page.
const digits = digitsField(words.home_digits, 8, say(words.only_here, { host: told.host }), 'off');
const go = button(words.go_on, 'main');

const refuse = (sentence: string) => (): void => {
  digits.refuse(sentence);
  announce(sentence);
};

const submit = (): void => {
  const code = digits.value();
  if (code.length < 8) {
    refuse(words.home_few)();
    return;
  }
  digits.accept();
  const look = async () => {
    const status = await untilAnswered(() => readStatus(code));
    return elsewhere(told, status, code) ? () => undefined : refuse(words.home_wrong);
  };
  void run(go, look, refuse(words.home_wrong));
};

drawShell();
showScreen(
  'home',
  words.home_title,
  formOf(submit, paragraph(say(words.home_intro, { brand: told.brand })), digits.element, actions(go)),
);
