import type { Random } from './random.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** One telephone call, whatever the channel. */
export type CallId = Branded<'CallId'>;
/** One grant: one pre-authorized code for one purpose. */
export type GrantId = Branded<'GrantId'>;
/** One text message. */
export type TextId = Branded<'TextId'>;
/** A person at the identity provider, pairwise-opaque: never a phone number or a user id (R-O10). */
export type SubjectId = Branded<'SubjectId'>;
/** An account at the system of record, as an opaque handle (R-J4). */
export type AccountId = Branded<'AccountId'>;
/** JWK SHA-256 thumbprint of a DPoP key (RFC 7638). */
export type Jkt = Branded<'Jkt'>;

/** A fresh id: prefix and 128 random bits, base64url. Ids identify; they never authorise. */
export const newId = <Id extends string>(random: Random, prefix: string): Id =>
  `${prefix}_${random.bytes(16).toString('base64url')}` as Id;
