import type { CheckedField } from '../page-data.ts';
import type { PageWords } from '../words/words.ts';
import { check, doubt, type Problem } from './check.ts';
import { say, showError } from './element.ts';

/** A field of the form: what it holds now, and how to say what is wrong with it. */
export type Control = ReturnType<typeof controlOf>;

/** Finds a field's controls in the drawn form and makes them one. */
export const controlOf = (field: CheckedField, around: ParentNode, words: PageWords, lang: string) => {
  const inputs = [...around.querySelectorAll<HTMLInputElement>(`[name="${field.name}"],[name^="${field.name}-"]`)];
  const error = around.querySelector<HTMLElement>(`#e-${field.name}`)!;
  const first = inputs[0]!;
  const kind = kinds[field.kind];
  const value = (): string => (kind?.read ? kind.read(inputs) : first.value.trim());
  kind?.wire?.(field, inputs, around);
  return {
    field,
    /** The value as text; empty when there is none. */
    value,
    /** The value as it is sent. */
    sent: () => (kind?.sent ?? String)(value()),
    /** The value as a person reads it. */
    shown: (): string => (kind?.shown ? kind.shown(value(), lang, inputs) : value()),
    check: (): Problem | null => check(field, kind, value(), Date.now()),
    doubt: (): Problem => doubt(kind),
    /** Shows a problem, or clears it with null. */
    show: (problem: Problem | null): void =>
      showError(inputs, error, problem ? say(words[problem.say], { label: field.label, ...problem.with }) : ''),
    focus: (): void => first.focus(),
  };
};
