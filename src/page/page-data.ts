import type { PageWords } from './words/words.ts';

/** One field of a transaction as the page draws and checks it. `min` and `max` are characters, or values of a number. */
export type PageField = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly kind: 'text' | 'choice' | 'date' | 'number' | 'yes' | 'iban' | 'email' | 'tel';
  readonly required: boolean;
  readonly options?: readonly (readonly [value: string, label: string])[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
  /** A date that may not lie in the future. */
  readonly past?: boolean;
  readonly autocomplete?: string;
};

/** The part of a field that the script needs: the rest is in the drawn form. */
export type CheckedField = Pick<PageField, 'name' | 'label' | 'kind'> & {
  readonly [Name in 'required' | 'pattern' | 'min' | 'max' | 'whole' | 'past']?: PageField[Name] | undefined;
};

/** What one transaction brings to its page. */
export type PageTransaction = {
  readonly type: string;
  readonly title: string;
  readonly question: string;
  readonly effect: string;
  readonly submit: string;
  readonly fields: readonly PageField[];
};

/** All that goes into a page: nothing of it depends on the code, the call or the caller. */
export type PageData = {
  readonly lang: string;
  /** Left to right unless said. */
  readonly direction?: 'rtl';
  readonly brand: string;
  readonly host: string;
  readonly words: PageWords;
  /** Absent on the page where the eight digits of a link-less call are typed. */
  readonly transaction?: PageTransaction;
};

/** What the script is told of the transaction, as JSON inside the page; the rest is in the drawn form. */
export type ToldTransaction = Omit<PageTransaction, 'effect' | 'fields'> & { readonly fields: readonly CheckedField[] };

/** All that the script is told. */
export type Told = Pick<PageData, 'lang' | 'brand' | 'words'> & { readonly transaction: ToldTransaction };

/**
 * What only some pages need words, rules or code for: their kinds of field, the page without a link, the yes on the
 * phone, a logo, a login before the digits.
 */
export type PageParts = ReadonlySet<PageField['kind'] | 'home' | 'page' | 'call' | 'logo' | 'login'>;
