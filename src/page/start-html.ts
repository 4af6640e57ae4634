import { attributes, escaped } from './escape.ts';
import type { PageWords } from './words/words.ts';

/** The form with one field over two drawn groups of digits, so that pasting, deleting and the caret are the browser's own. */
const digitsForm = (label: string, hint: string, length: 6 | 8, before: string, buttons: string): string =>
  [
    `<form novalidate>${before}<div class="field"><label for="digits">${escaped(label)}</label>`,
    `<p class="error" id="digits-error" hidden></p>`,
    `<div class="groups of${length}"><span aria-hidden="true"></span><span aria-hidden="true"></span><input${attributes(
      {
        id: 'digits',
        name: 'digits',
        inputmode: 'numeric',
        autocomplete: 'off',
        autocapitalize: 'off',
        spellcheck: 'false',
        enterkeyhint: 'go',
        'aria-required': 'true',
        'aria-describedby': 'digits-error digits-hint',
      },
    )}></div><p class="hint" id="digits-hint">${escaped(hint)}</p></div>${actionsHtml(buttons)}</form>`,
  ].join('');

/** The buttons of a form, at the thumb's height: the filled one first. */
export const actionsHtml = (buttons: string): string => `<div class="actions">${buttons}</div>`;

/** The button that sends the form. */
export const sendHtml = (label: string): string => `<button class="main">${escaped(label)}</button>`;

/** The quiet way out. */
export const refuseHtml = (label: string): string => `<button type="button" class="plain">${escaped(label)}</button>`;

/** The first screen: what is known of the call, the six digits, or no. */
export const startHtml = (words: PageWords, host: string): string =>
  digitsForm(
    words.digits,
    words.only_here.replace('{host}', host),
    6,
    `<p id="called" role="status">${escaped(words.reading)}</p><p id="again" hidden>${escaped(words.again)}</p>`,
    sendHtml(words.go_on) + refuseHtml(words.not_me),
  );

/** The screen where the eight digits of a call without a text link are typed. */
export const homeHtml = (words: PageWords, host: string, brand: string): string =>
  digitsForm(
    words.home_digits,
    words.only_here.replace('{host}', host),
    8,
    `<p>${escaped(words.home_intro.replace('{brand}', brand))}</p>`,
    sendHtml(words.go_on),
  );

/** The screen before the first, where a caller signs in at the provider's own login. */
export const loginHtml = (words: PageWords): string =>
  [
    `<form novalidate><p id="called" role="status">${escaped(words.reading)}</p><p class="why">${escaped(words.login?.why ?? '')}</p>`,
    `${actionsHtml(sendHtml(words.login?.button ?? '') + refuseHtml(words.not_me))}</form>`,
  ].join('');
