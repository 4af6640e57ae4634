import { h } from './element.ts';

const main = document.querySelector('main') as HTMLElement;

/** Which screen is up; empty before the first. */
export const screenUp = (): string => main.dataset['screen'] ?? '';

/** Puts a screen up: its heading takes the focus, so that a screen reader starts there; the first one leaves it alone. */
export const showScreen = (name: string, title: string, ...content: readonly (Node | string)[]): void => {
  const heading = h('h1', { tabIndex: -1 }, title);
  main.replaceChildren(heading, ...content);
  document.title = `${title} · ${told.brand}`;
  if (screenUp()) {
    heading.focus();
    scrollTo(0, 0);
  }
  main.dataset['screen'] = name;
};

/** A drawn form of the page, the first or the second; it never leaves the page. */
export const formOf = (index: number, onSubmit: () => void): HTMLFormElement => {
  const drawn = document.querySelectorAll('template')[index]!.content.cloneNode(true);
  const form = (drawn as DocumentFragment).firstElementChild as HTMLFormElement;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    onSubmit();
  });
  return form;
};

/** The buttons of a form: the one that sends it and the way out. */
export const buttonsOf = (form: HTMLFormElement) =>
  form.querySelectorAll('.actions button') as unknown as readonly [send: HTMLButtonElement, refuse: HTMLButtonElement];

/** The one button of a screen without a form. */
export const lastButton = (label: string): readonly [HTMLElement, HTMLButtonElement] => {
  const button = h('button', {}, label);
  return [h('div', { className: 'actions' }, button), button];
};

/** A paragraph. */
export const paragraph = (text: string, className = ''): HTMLElement => h('p', { className }, text);

/** Makes a button say that something is under way; answers how to put it back. It stays in the tab order. */
export const press = (pressed: HTMLButtonElement, sending: string): (() => void) => {
  const label = pressed.textContent;
  pressed.textContent = sending;
  pressed.ariaDisabled = 'true';
  return () => {
    pressed.ariaDisabled = null;
    pressed.textContent = label;
  };
};
