declare const brand: unique symbol;

/** A telephone number in E.164 form: `+` and 7 to 15 digits. */
export type E164 = string & { readonly [brand]: 'E164' };

/** Reads a number as people and vendors write it; null when it is not E.164 after removing spaces, dots, dashes, brackets. */
export const parseE164 = (text: string): E164 | null => {
  const bare = text.replace(/[\s().-]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(bare) ? (bare as E164) : null;
};

/** The last two digits, for saying which number a text goes to without saying the number. */
export const lastTwo = (number: E164): string => number.slice(-2);
