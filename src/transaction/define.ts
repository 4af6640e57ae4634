import type * as z from 'zod';
import type { AccountRecord, Performed } from '#account';
import type { AccountId, Json } from '#core';

/** Names of the fields of an input schema. */
type FieldOf<Input extends z.ZodObject> = Extract<keyof z.output<Input>, string>;

/**
 * The words of one transaction in one language. `{field}` in `submit`, `done`, `readback` and `refused` stands for what
 * the caller typed (an option's label where the field is a choice).
 */
export type Words<Field extends string = string> = {
  /** After "I can help you to …": `add someone to your account`. */
  readonly offer: string;
  /** Ways callers ask for it: `add my wife`. Lower case, no punctuation. They also become the Lex utterances. */
  readonly asks: readonly string[];
  /** Heading of the page before the digits, and of the catalogue. */
  readonly title: string;
  /** Heading of the form: the question. */
  readonly question: string;
  /** Label, hint and, for a choice, the label of each option. */
  readonly fields: {
    readonly [F in Field]: {
      readonly label: string;
      readonly hint?: string;
      readonly options?: Readonly<Record<string, string>>;
    };
  };
  /** One sentence above the button: what will happen. */
  readonly effect: string;
  /** The button: `Add {given_name} to my account`. */
  readonly submit: string;
  /** Said on the call and shown at the end: `{given_name} {family_name} is now on your account`. */
  readonly done: string;
  /** Read back on the call before a spoken yes (`confirm: 'call'`), without a question mark: `add … as a payee`. */
  readonly readback: string;
};

/** What `run` is handed: a record that can act on this one account only, the checked details, the grant's key. */
export type Run<Input> = (order: {
  readonly account: { perform(action: string, input: { readonly [field: string]: Json }): Promise<Performed> };
  readonly input: Input;
  readonly idempotencyKey: string;
}) => Promise<Performed>;

/** One thing a caller can do: the single declaration everything else is made from (DESIGN 5). */
export type Transaction<Input extends z.ZodObject = z.ZodObject> = {
  /** RFC 9396 type, scope, API path, page path, Lex intent. `^[a-z][a-z0-9_]{2,31}$`. */
  readonly type: string;
  readonly input: Input;
  /** What the grant fixes and no body can widen; published in `authorization_details.limits`. */
  readonly limits: { readonly [name: string]: Json };
  /** `page`: pressing the button commits. `call`: read back on the line, committed only by a spoken or keyed yes. */
  readonly confirm: 'page' | 'call';
  readonly en: Words<FieldOf<Input>>;
  readonly es?: Words<FieldOf<Input>>;
  /** Words in further languages, by their codes; a language that an installation speaks and that is missing is refused at start. */
  readonly words?: { readonly [lang: string]: Words<FieldOf<Input>> };
  readonly run: Run<z.output<Input>>;
};

/** A transaction whose input type has been folded away, as the catalogue holds it. */
export type AnyTransaction = Omit<Transaction, 'run' | 'en' | 'es' | 'words'> & {
  readonly en: Words;
  /** English where there is no Spanish. */
  readonly es: Words;
  /** Every language it was declared in. */
  readonly words: Readonly<Record<string, Words>>;
  readonly run: (
    record: AccountRecord,
    account: AccountId,
    input: { readonly [field: string]: Json },
    idempotencyKey: string,
  ) => Promise<Performed>;
};

/**
 * Declares a transaction. From it come the voice dialogue, the OAuth `authorization_details` type, the checked API, the
 * page with its form and the operator's labels. @throws TypeError when a name, a placeholder or a limit does not fit.
 */
export const defineTransaction = <Input extends z.ZodObject>(declared: Transaction<Input>): AnyTransaction => {
  if (!/^[a-z][a-z0-9_]{2,31}$/.test(declared.type))
    throw new TypeError(`"${declared.type}" cannot be a transaction type`);
  const { en, es } = declared;
  const words: Record<string, Words> = { en, ...(es === undefined ? {} : { es }), ...declared.words };
  for (const own of Object.values(words)) {
    for (const sentence of [own.submit, own.done, own.readback]) {
      for (const [, field] of sentence.matchAll(/\{(\w+)\}/g)) {
        if (!(String(field) in declared.input.shape))
          throw new TypeError(`${declared.type}: {${field}} is not a field`);
      }
    }
  }
  return {
    type: declared.type,
    input: declared.input,
    limits: declared.limits,
    confirm: declared.confirm,
    en,
    es: es ?? en,
    words,
    run: (record, account, input, idempotencyKey) =>
      declared.run({
        account: { perform: (action, details) => record.perform({ account, action, input: details, idempotencyKey }) },
        input: input as z.output<Input>,
        idempotencyKey,
      }),
  };
};

/** The words of a transaction in a language; in English where it has none. */
export const wordsIn = ({ en, words }: Pick<AnyTransaction, 'en' | 'words'>, lang: string): Words => words[lang] ?? en;

/** Fills the `{field}` places of a sentence with what was typed; a choice is said by its label. */
export const fill = (sentence: string, words: Words, input: { readonly [field: string]: Json }): string =>
  sentence.replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = String(input[field] ?? '');
    return words.fields[field]?.options?.[value] ?? value;
  });
