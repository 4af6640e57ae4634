import type { E164 } from '#core';
import { parseE164 } from '#core';
import type { Answer } from './wire.ts';

/** What `GetUser` says about the person the tokens belong to. `account` is the raw attribute, not yet checked. */
export type Profile = {
  readonly username: string;
  readonly sub: string;
  readonly numberOnFile: E164 | null;
  readonly account: string | null;
};

const attributesIn = (list: unknown): ReadonlyMap<string, string> | null => {
  if (!Array.isArray(list)) return null;
  const found = new Map<string, string>();
  for (const one of list) {
    const { Name: name, Value: value } = (one ?? {}) as { readonly Name?: unknown; readonly Value?: unknown };
    if (typeof name !== 'string' || typeof value !== 'string' || found.has(name)) return null;
    found.set(name, value);
  }
  return found;
};

/**
 * Reads an answer of `GetUser`; null when it is not whole. The number is handed on only in E.164 and only when
 * `phone_number_verified` is exactly `"true"`.
 */
export const profileIn = (
  answer: Extract<Answer, { got: 'answer' }>,
  accountAttribute: string | null,
): Profile | null => {
  const { Username: username, UserAttributes: list } = answer.members;
  const attributes = attributesIn(list);
  const sub = attributes?.get('sub');
  if (typeof username !== 'string' || username === '' || attributes === null || sub === undefined) return null;
  const verified = attributes.get('phone_number_verified') === 'true';
  const number = attributes.get('phone_number') ?? '';
  return {
    username,
    sub,
    // Cognito keeps E.164; a number that only becomes E.164 by removing signs is not what was verified.
    numberOnFile: verified && number.startsWith('+') && parseE164(number) === number ? (number as E164) : null,
    account: accountAttribute === null ? null : (attributes.get(accountAttribute) ?? null),
  };
};
