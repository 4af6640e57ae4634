import type { PromptId } from '../types.ts';

/** What can be filled into a sentence. Null is a secret that is not at hand; the sentence is then left out. */
export type Fill = {
  readonly brand: string;
  readonly host: string;
  /** The six digits, already one by one. */
  readonly digits: string | null;
  readonly pageCode: string | null;
  readonly readback: string | null;
  /** The outcome as a sentence without its full stop. */
  readonly done: string | null;
  /** The last two digits of the number on file, one by one; empty when not known. */
  readonly ending: string;
  /** Tries left. */
  readonly left: number;
  /** Digits of a PIN; 0 when they differ. */
  readonly length: number;
  /** The page code was said on the call and the digits are in the text. */
  readonly byVoice: boolean;
  readonly offers: readonly { readonly key: string; readonly offer: string }[];
};

/** One language: every sentence the bot can say. A missing one does not compile. */
export type Locale = Readonly<Record<PromptId, string | ((fill: Fill) => string | null)>>;
