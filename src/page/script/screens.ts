import { h } from './element.ts';
import { told } from './told.ts';

const main = document.querySelector('main') as HTMLElement;

/** Which screen is up; empty before the first. */
export const screenUp = (): string => main.dataset['screen'] ?? '';

/** Puts a screen up: its heading takes the focus, so that a screen reader starts there; the first one leaves it alone. */
export const showScreen = (name: string, title: string, ...content: readonly Node[]): void => {
  const heading = h('h1', { tabindex: '-1' }, title);
  main.replaceChildren(heading, ...content);
  document.title = `${title} · ${told.brand}`;
  if (screenUp()) {
    heading.focus();
    scrollTo(0, 0);
  }
  main.dataset['screen'] = name;
};

/** A button; the first of a screen is filled. */
export const button = (label: string, kind: 'main' | 'plain', onClick?: () => void): HTMLButtonElement => {
  const made = h('button', { type: onClick ? 'button' : 'submit', class: kind }, label);
  if (onClick) made.addEventListener('click', onClick);
  return made;
};

/** A form that never leaves the page; its last part are the buttons, at the thumb's height. */
export const formOf = (onSubmit: () => void, ...content: readonly Node[]): HTMLFormElement => {
  const form = h('form', { novalidate: '' }, ...content);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    onSubmit();
  });
  return form;
};

/** The buttons of a screen. */
export const actions = (...buttons: readonly Node[]): HTMLElement => h('div', { class: 'actions' }, ...buttons);

/** A paragraph. */
export const paragraph = (text: string, attributes?: Readonly<Record<string, string>>): HTMLElement =>
  h('p', attributes, text);

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
