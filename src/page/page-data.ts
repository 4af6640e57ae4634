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
export type CheckedField = Omit<PageField, 'hint' | 'options' | 'autocomplete'>;

/** What one transaction brings to its page. */
export type PageTransaction<Field = PageField> = {
  readonly type: string;
  readonly title: string;
  readonly question: string;
  readonly effect: string;
  readonly submit: string;
  readonly fields: readonly Field[];
};

/** All that the script is told, as JSON inside the page: nothing in it depends on the code, the call or the caller. */
export type PageData<Field = CheckedField> = {
  readonly lang: string;
  /** Left to right unless said. */
  readonly direction?: 'rtl';
  readonly brand: string;
  readonly host: string;
  readonly words: PageWords;
  /** Absent on the page where the eight digits of a link-less call are typed. */
  readonly transaction?: PageTransaction<Field>;
};
