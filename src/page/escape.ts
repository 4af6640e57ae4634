const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML, safe between tags and inside a double-quoted attribute. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? '');

/** Attributes of a start tag: absent ones are left out, empty ones stand alone. */
export const attributes = (list: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(list)
    .map(([name, value]) => (value === undefined ? '' : value === '' ? ` ${name}` : ` ${name}="${escaped(value)}"`))
    .join('');
