import type { PageField } from '../page-data.ts';
import type { PageWords } from '../words/words.ts';
import { isIsoDate, joinDate, monthOf, splitDate } from './dates.ts';
import { h } from './element.ts';

/** Day, month and year as three typed fields; a whole date typed or pasted into one is split; a calendar where there is one. */
export const dateInputs = (field: PageField, words: PageWords, lang: string) => {
  const whole = field.autocomplete === 'bday';
  const part = (name: string, label: string, suffix: string, token: string) => {
    const input = h('input', {
      id: `f-${field.name}${suffix}`,
      name: `${field.name}${suffix}`,
      type: 'text',
      inputmode: 'numeric',
      autocomplete: whole ? `bday-${token}` : 'off',
      'aria-describedby': `e-${field.name}`,
      'aria-required': field.required ? 'true' : undefined,
    });
    return { input, row: h('div', { class: name }, h('label', { for: input.id }, label), input) };
  };
  // The first carries the schema's own name, so that a password manager or a script that fills by name meets it.
  const day = part('day', words.day, '', 'day');
  const month = part('month', words.month, '-month', 'month');
  const year = part('year', words.year, '-year', 'year');
  const parts = [day, month, year];
  const set = (values: readonly string[]) => {
    for (const [index, { input }] of parts.entries()) input.value = values[index] ?? '';
  };
  for (const { input } of parts) {
    input.addEventListener('input', () => {
      const split = splitDate(input.value, lang);
      // "12 4 19" is on its way to 1988; only a four-digit year shows that the date is complete.
      if (split && /^\d{4}$/.test(split[2])) set(split);
    });
  }
  const value = () => joinDate(day.input.value.trim(), monthOf(month.input.value, lang), year.input.value.trim());
  const rows: HTMLElement[] = [h('div', { class: 'date' }, ...parts.map(({ row }) => row))];
  if ('showPicker' in HTMLInputElement.prototype) {
    const picker = h('input', { type: 'date', tabindex: '-1', 'aria-hidden': 'true', class: 'picker' });
    if (field.past) picker.max = new Date().toISOString().slice(0, 10);
    picker.addEventListener('change', () => set(picker.value.split('-').reverse()));
    const open = h('button', { type: 'button', class: 'link' }, words.calendar);
    open.addEventListener('click', () => {
      picker.value = isIsoDate(value()) ? value() : '';
      picker.showPicker();
    });
    rows.push(h('div', { class: 'calendar' }, picker, open));
  }
  return {
    inputs: parts.map(({ input }) => input),
    rows,
    value,
    shown: () =>
      isIsoDate(value())
        ? new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${value()}T00:00:00Z`))
        : value(),
  };
};
