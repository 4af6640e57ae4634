const pad = (part: string, length: number): string => part.padStart(length, '0');

/** `2 4 1988` in parts as `1988-04-02`; parts that are missing or odd stay as they are, so that a check can see them. */
export const joinDate = (day: string, month: string, year: string): string =>
  day || month || year ? `${year}-${pad(month, 2)}-${pad(day, 2)}` : '';

/** Is it a day of the calendar since 1900, as `YYYY-MM-DD`? */
export const isIsoDate = (text: string): boolean => {
  const day = /^(19|20)\d\d-\d\d-\d\d$/.test(text) ? new Date(text) : new Date(Number.NaN);
  // The thirty-first of April rolls over into May.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};

/** A whole date typed or pasted at once (`12 4 1988`, `12/4/1988`, `1988-04-12`), as day, month, year. */
export const splitDate = (typed: string): readonly string[] | null => {
  const match = /^(\d+)[\s/.,-]+(\d+)[\s/.,-]+(\d+)$/.exec(typed.trim());
  const parts = match?.slice(1);
  // "12 4 19" is on its way to 1988; only a four-digit year shows that the date is complete.
  if (parts?.[0]?.length === 4) return parts.reverse();
  return parts?.[2]?.length === 4 ? parts : null;
};
