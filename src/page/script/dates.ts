const pad = (part: string, length: number): string => part.padStart(length, '0');

/** `2 4 1988` in parts as `1988-04-02`; parts that are missing or odd stay as they are, so that a check can see them. */
export const joinDate = (day: string, month: string, year: string): string =>
  day || month || year ? `${year}-${pad(month, 2)}-${pad(day, 2)}` : '';

/** Is it a day of the calendar, as `YYYY-MM-DD`? */
export const isIsoDate = (text: string): boolean => {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
};

/** A month typed as a number or as (the beginning of) its name in `lang`; what was typed when it is neither. */
export const monthOf = (typed: string, lang: string): string => {
  const start = typed.trim().toLowerCase();
  if (!/^\p{L}{3,}\.?$/u.test(start)) return start;
  const name = new Intl.DateTimeFormat(lang, { month: 'long', timeZone: 'UTC' });
  for (let month = 0; month < 12; month += 1) {
    if (
      name
        .format(Date.UTC(2024, month, 1))
        .toLowerCase()
        .startsWith(start.replace('.', ''))
    )
      return String(month + 1);
  }
  return start;
};

/** A whole date typed or pasted at once (`12 4 1988`, `12/4/1988`, `12 April 1988`, `1988-04-12`), as day, month, year. */
export const splitDate = (typed: string, lang: string): [day: string, month: string, year: string] | null => {
  const parts = typed
    .trim()
    .split(/[\s/.,-]+/)
    .filter((part) => part !== '' && part !== 'de');
  if (parts.length !== 3) return null;
  const [first = '', second = '', third = ''] = parts;
  return /^\d{4}$/.test(first) ? [third, second, first] : [first, monthOf(second, lang), third];
};
