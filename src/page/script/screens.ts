import type { PageData } from '../page-data.ts';
import type { PageEnd } from '../words/words.ts';
import { h } from './element.ts';

const main = document.querySelector('main') as HTMLElement;
let shown = false;

/** Puts a screen up: its heading takes the focus, so that a screen reader starts there; the first one leaves it alone. */
export const showScreen = (name: string, data: PageData, title: string, ...content: readonly Node[]): void => {
  const heading = h('h1', { tabindex: '-1' }, title);
  main.replaceChildren(heading, ...content);
  main.dataset['screen'] = name;
  document.title = `${title} · ${data.brand}`;
  if (shown) {
    heading.focus();
    scrollTo(0, 0);
  }
  shown = true;
};

/** Which screen is up. */
export const screenUp = (): string => main.dataset['screen'] ?? '';

/** A button; the first of a screen is filled. */
export const button = (
  label: string,
  kind: 'main' | 'plain',
  type: 'submit' | 'button' = 'button',
): HTMLButtonElement => h('button', { type, class: kind }, label);

/** A form that never leaves the page. */
export const formOf = (onSubmit: () => void, ...content: readonly Node[]): HTMLFormElement => {
  const form = h('form', { novalidate: '' }, ...content);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    onSubmit();
  });
  return form;
};

/** The buttons of a screen, at the thumb's height. */
export const actions = (...buttons: readonly Node[]): HTMLElement => h('div', { class: 'actions' }, ...buttons);

/** Makes a button say that something is under way; answers how to put it back. It stays in the tab order. */
export const press = (pressed: HTMLButtonElement, sending: string): (() => void) => {
  const label = pressed.textContent;
  pressed.textContent = sending;
  pressed.setAttribute('aria-disabled', 'true');
  return () => {
    pressed.removeAttribute('aria-disabled');
    pressed.textContent = label;
  };
};

/** A screen nothing follows: the news, and what to do now. */
export const showEnd = (data: PageData, end: PageEnd): void => {
  const [title, advice] = data.words.ends[end];
  showScreen(end, data, title, h('p', { class: 'lead' }, advice));
};

/** The screen everybody hopes for. Answers the sentence that changes when the call ends. */
export const showDone = (data: PageData, message: string, reference: string): HTMLElement => {
  const { words } = data;
  const next = h('p', { class: 'lead' }, words.done_back);
  const close = button(words.close, 'plain');
  close.addEventListener('click', () => {
    window.close();
    // A browser closes only windows that a script has opened; most tabs stay, and then a person is told how.
    setTimeout(() => close.replaceWith(h('p', { role: 'status' }, words.close_now)), 300);
  });
  showScreen(
    'done',
    data,
    message || words.done_title,
    ...(reference ? [h('p', { class: 'reference' }, words.reference.replace('{reference}', reference))] : []),
    next,
    actions(close),
  );
  return next;
};
