import type { CheckedField } from '../page-data.ts';
import type { PageWords } from '../words/words.ts';
import { check, type Problem, tidy } from './check.ts';
import { isIsoDate, joinDate, splitDate } from './dates.ts';
import { say, showError } from './element.ts';

/** A field of the form: what it holds now, and how to say what is wrong with it. */
export type Control = ReturnType<typeof controlOf>;

/** A whole date typed or pasted into one of the three parts is split; the button opens the browser's calendar, if any. */
const wireDate = (field: CheckedField, parts: readonly HTMLInputElement[], around: ParentNode): void => {
  const set = (values: readonly string[]): void => {
    for (const [index, part] of parts.entries()) part.value = values[index] ?? '';
  };
  for (const part of parts) {
    part.addEventListener('input', () => {
      const split = splitDate(part.value);
      if (split) set(split);
    });
  }
  const picker = around.querySelector<HTMLInputElement>(`fieldset:has(#f-${field.name}) .picker`);
  const open = picker?.nextElementSibling as HTMLButtonElement | undefined;
  if (!picker || !open) return;
  if (!picker.showPicker) {
    picker.parentElement?.remove();
    return;
  }
  if (field.past) picker.max = new Date().toISOString().slice(0, 10);
  picker.addEventListener('change', () => set(picker.value.split('-').reverse()));
  open.addEventListener('click', () => picker.showPicker());
};

/** Finds a field's controls in the drawn form and makes them one. */
export const controlOf = (field: CheckedField, around: ParentNode, words: PageWords, lang: string) => {
  const inputs = [...around.querySelectorAll<HTMLInputElement>(`[name="${field.name}"],[name^="${field.name}-"]`)];
  const error = around.querySelector<HTMLElement>(`#e-${field.name}`)!;
  const first = inputs[0]!;
  const list = around.querySelector<HTMLSelectElement>(`select#f-${field.name}`);
  const checked = () => inputs.find((input) => input.checked);
  const value = (): string => {
    if (field.kind === 'date')
      return joinDate(...(inputs.map((input) => input.value.trim()) as [string, string, string]));
    if (field.kind === 'yes') return String(first.checked);
    return tidy(field, first.type === 'radio' ? (checked()?.value ?? '') : first.value);
  };
  if (field.kind === 'date') wireDate(field, inputs, around);
  return {
    field,
    /** The value as it is sent, before it becomes a number or a boolean. */
    value,
    /** The value as a person reads it. */
    shown: (): string => {
      const text = value();
      if (isIsoDate(text))
        return new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(text));
      if (field.kind === 'iban') return text.replace(/.{4}/g, '$& ');
      const chosen = list ? list.selectedOptions[0] : checked()?.parentElement;
      return field.kind === 'yes' ? (chosen?.textContent ?? '') : (text && chosen?.textContent) || text;
    },
    check: (): Problem | null => check(field, value(), Date.now()),
    /** Shows a problem, or clears it with null. */
    show: (problem: Problem | null): void =>
      showError(inputs, error, problem ? say(words[problem.say], { label: field.label, ...problem.with }) : ''),
    focus: (): void => first.focus(),
  };
};
