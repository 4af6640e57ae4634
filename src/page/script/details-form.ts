import type { PageData, PageTransaction } from '../page-data.ts';
import { refusal } from './check.ts';
import { h, say } from './element.ts';
import { control } from './field.ts';

type Values = Readonly<Record<string, string | number | boolean>>;

/** The form of a transaction, drawn from its declaration. */
export const detailsForm = (data: PageData, transaction: PageTransaction, button: HTMLButtonElement) => {
  const { words } = data;
  const controls = transaction.fields.map((field) => control(field, words, data.lang));
  const label = () => {
    const places = [...transaction.submit.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const shown = Object.fromEntries(controls.map((one) => [one.field.name, one.shown()]));
    // "Add  to my account" would be odd before the name is there.
    return places.every((name) => name && shown[name]) ? say(transaction.submit, shown) : transaction.title;
  };
  const relabel = () => {
    if (button.getAttribute('aria-disabled') === null) button.textContent = label();
  };
  relabel();
  /** Shows problems by field, puts the caret into the first, answers how many there are. */
  const show = (problems: ReadonlyMap<string, ReturnType<(typeof controls)[number]['check']>>): number => {
    for (const one of controls) one.show(problems.get(one.field.name) ?? null);
    const wrong = controls.filter((one) => problems.get(one.field.name));
    wrong[0]?.focus();
    return wrong.length;
  };
  for (const one of controls) {
    one.element.addEventListener('input', relabel);
    // A sentence that no longer fits goes at once; a new one waits for the button, so nobody is told off while typing.
    one.element.addEventListener('change', () => {
      if (!one.check()) one.show(null);
      relabel();
    });
  }
  return {
    elements: controls.map((one) => one.element),
    relabel,
    /** Checks everything and shows what is wrong; answers how many fields are. */
    check: () => show(new Map(controls.map((one) => [one.field.name, one.check()]))),
    /** Shows what the server found; answers how many fields of this form it named. */
    refuse: (errors: readonly { field?: unknown; code?: unknown }[]) =>
      show(
        new Map(
          errors.map(({ field, code }) => {
            const one = controls.find((each) => each.field.name === field);
            return [String(field), one ? refusal(one.field, String(code)) : null];
          }),
        ),
      ),
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
          .filter((one) => one.value() !== '')
          .flatMap((one) => [h('dt', {}, one.field.label), h('dd', {}, one.shown())]),
      ),
  };
};
