import { attributes, escaped } from './escape.ts';
import type { PageField } from './page-data.ts';
import type { PageWords } from './words/words.ts';

const digitsOnly = /^\^?(\\d|\[0-9\])[^A-Za-z.]*$/;

const capitals = (field: PageField): string =>
  field.kind === 'iban'
    ? 'characters'
    : field.kind === 'text'
      ? (field.max ?? 0) > 200
        ? 'sentences'
        : 'words'
      : 'off';

const keyboard = (field: PageField): string | undefined => {
  if (field.kind === 'number')
    return field.whole && (field.min ?? -1) >= 0 ? 'numeric' : field.whole ? undefined : 'decimal';
  return field.pattern && digitsOnly.test(field.pattern) ? 'numeric' : undefined;
};

/** The control itself: one input, a text area, a list, or rows to choose from. */
const controlHtml = (field: PageField, words: PageWords, described: string): string => {
  const id = `f-${field.name}`;
  const common = {
    id,
    name: field.name,
    autocomplete: field.autocomplete ?? 'off',
    'aria-describedby': described,
    'aria-required': field.required ? 'true' : undefined,
  };
  const options = field.options ?? [];
  if (field.kind === 'choice' && options.length > 5) {
    const list = options.map(([value, label]) => `<option value="${escaped(value)}">${escaped(label)}`).join('');
    return `<select${attributes(common)}><option value="">${escaped(words.choose)}${list}</select>`;
  }
  if (field.kind === 'choice' || field.kind === 'yes') {
    const type = field.kind === 'yes' ? 'checkbox' : 'radio';
    const rows = field.kind === 'yes' ? [['true', field.label] as const] : options;
    const row = ([value, label]: readonly [string, string], index: number): string =>
      `<label class="choice"><input${attributes({ type, name: field.name, value, id: index ? undefined : id })}><span>${escaped(label)}</span></label>`;
    return `<div class="choices">${rows.map(row).join('')}</div>`;
  }
  if (field.kind === 'date') return dateHtml(field, words, described);
  const written = { ...common, spellcheck: 'false', autocapitalize: capitals(field) };
  if (field.kind === 'text' && (field.max ?? 0) > 200) return `<textarea rows="4"${attributes(written)}></textarea>`;
  const type = field.kind === 'email' || field.kind === 'tel' ? field.kind : undefined;
  return `<input${attributes({ ...written, type, inputmode: keyboard(field) })}>`;
};

/** Day, month, year, typed; and a native calendar that the script opens where the browser has one. */
const dateHtml = (field: PageField, words: PageWords, described: string): string => {
  // The first carries the schema's own name, so that whatever fills in by name meets it; a whole date in it is split.
  const part = (suffix: string, token: string, label: string): string =>
    `<div class="${token}"><label for="f-${field.name}${suffix}">${escaped(label)}</label><input${attributes({
      id: `f-${field.name}${suffix}`,
      name: `${field.name}${suffix}`,
      inputmode: 'numeric',
      autocomplete: field.autocomplete === 'bday' ? `bday-${token}` : 'off',
      'aria-describedby': described,
      'aria-required': field.required ? 'true' : undefined,
    })}></div>`;
  return [
    `<div class="date">${part('', 'day', words.day)}${part('-month', 'month', words.month)}${part('-year', 'year', words.year)}</div>`,
    `<div class="calendar"><input type="date" class="picker" tabindex="-1" aria-hidden="true">`,
    `<button type="button" class="link">${escaped(words.calendar)}</button></div>`,
  ].join('');
};

/** One field as HTML: label, hint, a place for an error, the control. Groups of controls are a fieldset with a legend. */
export const fieldHtml = (field: PageField, words: PageWords): string => {
  const label = escaped(field.required ? field.label : `${field.label} ${words.optional}`);
  const hint = field.hint === undefined ? '' : `<p class="hint" id="h-${field.name}">${escaped(field.hint)}</p>`;
  const error = `<p class="error" id="e-${field.name}" hidden></p>`;
  const described = `e-${field.name}${hint ? ` h-${field.name}` : ''}`;
  const control = controlHtml(field, words, described);
  if (field.kind === 'yes') return `<div class="field">${hint}${error}${control}</div>`;
  const grouped = field.kind === 'date' || (field.kind === 'choice' && (field.options ?? []).length <= 5);
  return grouped
    ? `<fieldset class="field" aria-describedby="${described}"><legend>${label}</legend>${hint}${error}${control}</fieldset>`
    : `<div class="field"><label for="f-${field.name}">${label}</label>${hint}${error}${control}</div>`;
};
