import type { Told } from '../page-data.ts';
import type { Problem } from './check.ts';
import { h } from './element.ts';
import { type Control, controlOf } from './field.ts';

type Values = Readonly<Record<string, string | number | boolean>>;

/** The drawn form of a transaction, checked and read as it was declared. */
export const detailsForm = ({ words, lang, transaction }: Told, form: HTMLFormElement, button: HTMLButtonElement) => {
  const controls = transaction.fields.map((field) => controlOf(field, form, words, lang));
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
    if (!button.ariaDisabled) button.textContent = label();
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
  form.addEventListener('input', () => {
    // A sentence goes as soon as it no longer fits. Never when the field is left: the page would move under the finger
    // that is on its way to the next control. A new one waits for the button, so nobody is told off while typing.
    for (const one of controls) if (!one.check()) one.show(null);
    relabel();
  });
  return {
    relabel,
    /** Checks everything and shows what is wrong; answers how many fields are. */
    check: () => show((one) => one.check()),
    /** Shows what the server found; answers how many fields of this form it named. */
    refuse: (errors: readonly { field?: unknown }[]) =>
      show((one) => (errors.some(({ field }) => field === one.field.name) ? one.doubt() : null)),
    values: (): Values =>
      Object.fromEntries(
        controls.flatMap(({ field, value, sent }) => (value() === '' && !field.required ? [] : [[field.name, sent()]])),
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
