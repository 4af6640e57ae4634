import type { AccountId, CallId, GrantId, Jkt, Json, SubjectId } from '#core';
import { canonicalJson, sha256 } from '#core';
import { type AnyTransaction, fill, wordsIn } from './define.ts';

/** Who stood behind a grant, as its order keeps it for the receipt. */
export type Evidence = {
  readonly subject: SubjectId;
  readonly amr: readonly string[];
  /** When the caller was verified, NumericDate. */
  readonly authTime: number;
  /** RFC 7638 thumbprint of the browser's key. */
  readonly jkt: Jkt;
  readonly lang: string;
};

/** What a receipt states: handles, hashes, instants; no name and none of the details themselves. `iss` is the signer's to add. */
export type ReceiptClaims = {
  readonly iat: number;
  /** The receipt's id, as the caller was given it. */
  readonly jti: string;
  readonly call: CallId;
  readonly grant: GrantId;
  readonly action: string;
  readonly sub: SubjectId;
  readonly account: AccountId;
  /** SHA-256 of the details that were sent, as canonical JSON (RFC 8785). */
  readonly input_digest: string;
  /** SHA-256 of {@link shownWords} as canonical JSON. */
  readonly shown_digest: string;
  /** SHA-256 of {@link spokenWords} as canonical JSON. */
  readonly spoken_digest: string;
  readonly outcome: 'done';
  readonly reference: string;
  readonly amr: readonly string[];
  readonly auth_time: number;
  readonly jkt: Jkt;
};

/** Signs a receipt's claims as an unchangeable string; handed in by the app, because keys live in the token room. */
export type SignReceipt = (claims: ReceiptClaims) => Promise<string>;

type Input = { readonly [field: string]: Json };

/** The words above and on the page's button, as this caller saw them. */
export const shownWords = (transaction: AnyTransaction, lang: Evidence['lang'], input: Input) => {
  const words = wordsIn(transaction, lang);
  const { title, question, effect } = words;
  return { lang, title, question, effect, submit: fill(words.submit, words, input) };
};

/** The sentences the call says about this order. */
export const spokenWords = (transaction: AnyTransaction, lang: Evidence['lang'], input: Input) => {
  const words = wordsIn(transaction, lang);
  return { lang, readback: fill(words.readback, words, input), done: fill(words.done, words, input) };
};

/** The hashes of what was shown and spoken, by which words kept elsewhere can be held against a receipt. */
export const wordDigests = (transaction: AnyTransaction, lang: Evidence['lang'], input: Input) => ({
  shown_digest: sha256(canonicalJson(shownWords(transaction, lang, input))),
  spoken_digest: sha256(canonicalJson(spokenWords(transaction, lang, input))),
});
