import { run, untilAnswered } from '../attempt.ts';
import { announce } from '../bar.ts';
import { digitsField } from '../digits-field.ts';
import { elsewhere } from '../elsewhere.ts';
import { buttonsOf, formOf, showScreen } from '../screens.ts';
import { readStatus } from '../status.ts';
import { words } from '../told.ts';

// The page where the eight digits of a call without a text link are typed. It only finds the way to the right page.
const form = formOf(0, () => {
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
});
const digits = digitsField(form, 8);
const [go] = buttonsOf(form);

const refuse = (sentence: string) => (): void => {
  digits.refuse(sentence);
  announce(sentence);
};

showScreen('home', document.querySelector('h1')!.textContent, form);
