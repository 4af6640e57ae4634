import type { PageField } from '../page-data.ts';
import type { PageWords } from '../words/words.ts';
import { check, type Problem, tidy } from './check.ts';
import { dateInputs } from './date-field.ts';
import { h, say, showError } from './element.ts';

/** A drawn field: what it holds now, and how to say what is wrong with it. */
export type Control = {
  readonly field: PageField;
  readonly element: HTMLElement;
  /** The value as it would be sent. */
  value(): string;
  /** The value as a person reads it. */
  shown(): string;
  check(): Problem | null;
  /** Shows a problem, or clears it with null. */
  show(problem: Problem | null): void;
  focus(): void;
};

const digitsOnly = /^\^?(\\d|\[0-9\])[^A-Za-z.]*$/;

const oneInput = (field: PageField, described: Record<string, string>): HTMLInputElement | HTMLTextAreaElement => {
  const attributes = {
    ...described,
    id: `f-${field.name}`,
    name: field.name,
    autocomplete: field.autocomplete ?? 'off',
    spellcheck: 'false',
    autocapitalize: field.kind === 'iban' ? 'characters' : field.kind === 'text' ? 'words' : 'off',
    'aria-required': field.required ? 'true' : undefined,
  };
  if (field.kind === 'text' && (field.max ?? 0) > 200)
    return h('textarea', { ...attributes, autocapitalize: 'sentences', rows: '4' });
  const inputmode =
    field.kind === 'number'
      ? field.whole
        ? 'numeric'
        : 'decimal'
      : field.pattern && digitsOnly.test(field.pattern)
        ? 'numeric'
        : undefined;
  return h('input', {
    ...attributes,
    type: field.kind === 'email' || field.kind === 'tel' ? field.kind : 'text',
    inputmode,
  });
};

const select = (field: PageField, described: Record<string, string>, words: PageWords): HTMLSelectElement =>
  h(
    'select',
    {
      ...described,
      id: `f-${field.name}`,
      name: field.name,
      autocomplete: field.autocomplete ?? 'off',
      'aria-required': field.required ? 'true' : undefined,
    },
    h('option', { value: '' }, words.choose),
    ...(field.options ?? []).map(([value, label]) => h('option', { value }, label)),
  );

const choices = (field: PageField, type: 'radio' | 'checkbox', options: readonly (readonly [string, string])[]) =>
  options.map(([value, label], index) => {
    const input = h('input', { type, name: field.name, value, id: `f-${field.name}-${index}` });
    return { input, row: h('label', { class: 'choice', for: input.id }, input, h('span', {}, label)) };
  });

/** Draws one field of the schema with its label, hint and place for an error. */
export const control = (field: PageField, words: PageWords, lang: string): Control => {
  const label = field.required ? field.label : `${field.label} ${words.optional}`;
  const error = h('p', { id: `e-${field.name}`, class: 'error', hidden: '' });
  const hint = field.hint ? [h('p', { id: `h-${field.name}`, class: 'hint' }, field.hint)] : [];
  const described = { 'aria-describedby': `e-${field.name}${field.hint ? ` h-${field.name}` : ''}` };
  let inputs: HTMLElement[];
  let element: HTMLElement;
  let value: () => string;
  let shown: (() => string) | undefined;
  const group = (...body: Node[]) =>
    h('fieldset', { class: 'field', ...described }, h('legend', {}, label), ...hint, error, ...body);

  if (field.kind === 'date') {
    const date = dateInputs(field, words, lang);
    inputs = date.inputs;
    element = group(...date.rows);
    value = date.value;
    shown = date.shown;
  } else if (field.kind === 'yes') {
    const [row] = choices(field, 'checkbox', [['true', label]]);
    inputs = [row!.input];
    element = h('div', { class: 'field' }, ...hint, error, row!.row);
    value = () => String(row!.input.checked);
  } else if (field.kind === 'choice' && (field.options ?? []).length <= 5) {
    const rows = choices(field, 'radio', field.options ?? []);
    inputs = rows.map(({ input }) => input);
    element = group(h('div', { class: 'choices' }, ...rows.map(({ row }) => row)));
    value = () => rows.find(({ input }) => input.checked)?.input.value ?? '';
  } else {
    const input = field.kind === 'choice' ? select(field, described, words) : oneInput(field, described);
    inputs = [input];
    element = h('div', { class: 'field' }, h('label', { for: input.id }, label), ...hint, error, input);
    value = () => tidy(field, input.value);
  }
  return {
    field,
    element,
    value,
    shown: shown ?? (() => field.options?.find(([option]) => option === value())?.[1] ?? value()),
    check: () => check(field, value(), Date.now()),
    show: (problem) =>
      showError(inputs, error, problem ? say(words[problem.say], { label: field.label, ...problem.with }) : ''),
    focus: () => inputs[0]?.focus(),
  };
};
