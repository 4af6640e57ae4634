import type { CheckedField, PageData, PageTransaction } from '../page-data.ts';
import { doubt, type Problem } from './check.ts';
import { h } from './element.ts';
import { type Control, controlOf } from './field.ts';

type Values = Readonly<Record<string, string | number | boolean>>;

/** The form of a transaction, drawn from its declaration. */
export const detailsForm = (data: PageData, transaction: PageTransaction<CheckedField>, button: HTMLButtonElement) => {
  const { words } = data;
  const drawn = document.querySelector('template')!.content.cloneNode(true) as DocumentFragment;
  const elements = [...drawn.children];
  const controls = transaction.fields.map((field) => controlOf(field, drawn, words, data.lang));
  const label = (): string => {
    let whole = true;
    const text = transaction.submit.replace(/\{(\w+)\}/g, (_, name: string) => {
      const shown = controls.find((one) => one.field.name === name)?.shown() ?? '';
      whole &&= shown !== '';
      return shown;
    });
    // "Add  to my account" would be odd before the name is there.
    return whole ? text : transaction.title;
  };
  const relabel = () => {
    if (button.getAttribute('aria-disabled') === null) button.textContent = label();
  };
  relabel();
  /** Shows what is wrong with each field, puts the caret into the first, answers how many there are. */
  const show = (problemOf: (one: Control) => Problem | null): number => {
    let wrong = 0;
    for (const one of controls) {
      const problem = problemOf(one);
      one.show(problem);
      if (problem) wrong += 1;
      if (problem && wrong === 1) one.focus();
    }
    return wrong;
  };
  for (const element of elements) {
    element.addEventListener('input', () => {
      // A sentence goes as soon as it no longer fits. Never when the field is left: the page would move under the finger
      // that is on its way to the next control. A new one waits for the button, so nobody is told off while typing.
      for (const one of controls) if (!one.check()) one.show(null);
      relabel();
    });
  }
  return {
    elements,
    relabel,
    /** Checks everything and shows what is wrong; answers how many fields are. */
    check: () => show((one) => one.check()),
    /** Shows what the server found; answers how many fields of this form it named. */
    refuse: (errors: readonly { field?: unknown }[]) =>
      show((one) => (errors.some(({ field }) => field === one.field.name) ? doubt(one.field) : null)),
    values: (): Values =>
      Object.fromEntries(
        controls.flatMap(({ field, value }) => {
          const text = value();
          if (text === '' && !field.required) return [];
          const typed =
            field.kind === 'number' ? Number(text.replace(',', '.')) : field.kind === 'yes' ? text === 'true' : text;
          return [[field.name, typed]];
        }),
      ),
    /** Label and value of each field that holds something, to be read while the phone reads them out. */
    summary: () =>
      h(
        'dl',
        {},
        ...controls
          .filter((one) => one.shown() !== '')
          .flatMap((one) => [h('dt', {}, one.field.label), h('dd', {}, one.shown())]),
      ),
  };
};
