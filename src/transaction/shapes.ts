import * as z from 'zod';

/** A person's name as people have them: letters of any script, marks, spaces, hyphens, apostrophes; 1 to 60 characters. */
export const personName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[\p{L}\p{M}][\p{L}\p{M} .'’-]*$/u);

/** One line of text without control characters, angle brackets or line breaks. */
export const line = (min: number, max: number) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    .regex(/^[^\p{C}<>]*$/u);

/** A calendar date `YYYY-MM-DD` that exists, from 1900 on; with `past`, one no later than today would be anywhere on Earth. */
export const isoDate = ({ past }: { past: boolean }) =>
  z
    .string()
    .regex(/^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
    .refine((text) => {
      const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
      const lengths = [
        31,
        year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28,
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
      ];
      return day <= (lengths[month - 1] ?? 0);
    })
    .meta({ format: 'date', past });

/** Does an IBAN's check sum hold (ISO 13616, remainder 1 modulo 97)? Expects capitals without spaces. */
export const isIban = (iban: string): boolean => {
  const digits = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  let remainder = 0;
  for (const digit of digits) remainder = (remainder * 10 + Number(digit)) % 97;
  return remainder === 1;
};
