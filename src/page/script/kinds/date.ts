import { isIsoDate, joinDate, splitDate } from '../dates.ts';
import type { Kind } from './kind.ts';

/** Day, month and year are typed, in parts or all at once; the button opens the browser's own calendar, if any. */
export const date: Kind = {
  doubt: 'date',
  missing: 'date',
  read: (controls) => joinDate(...(controls.map(({ value }) => value.trim()) as [string, string, string])),
  check: ({ past }, value, nowMs) => {
    if (!isIsoDate(value)) return { say: /\d-\d+-\d/.test(value) ? 'date_none' : 'date' };
    // Kiribati is first into a new day, fourteen hours ahead of UTC.
    return past && value > new Date(nowMs + 50_400_000).toISOString() ? { say: 'date_past' } : null;
  },
  shown: (text, lang) =>
    isIsoDate(text) ? new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(text)) : '',
  wire: (field, controls, around) => {
    const set = (values: readonly string[]): void => {
      for (const [index, control] of controls.entries()) control.value = values[index] ?? '';
    };
    for (const control of controls) {
      control.addEventListener('input', () => {
        const split = splitDate(control.value);
        if (split) set(split);
      });
    }
    const picker = around.querySelector<HTMLInputElement>(`fieldset:has(#f-${field.name}) .picker`)!;
    if (!picker.showPicker) {
      picker.parentElement!.remove();
      return;
    }
    if (field.past) picker.max = new Date().toISOString().slice(0, 10);
    picker.addEventListener('change', () => set(picker.value.split('-').reverse()));
    picker.nextElementSibling!.addEventListener('click', () => picker.showPicker());
  },
};
