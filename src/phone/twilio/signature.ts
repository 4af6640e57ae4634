import { createHmac } from 'node:crypto';
import type { Secret } from '#core';
import { constantTimeEqual } from '#core';

/** The text Twilio signs: the whole public address, then every parameter's name and value, by name, without marks between. */
const signedText = (url: string, form: ReadonlyMap<string, string>): string =>
  [...form.keys()].sort().reduce((text, name) => `${text}${name}${form.get(name)}`, url);

/** Twilio's signature of a form request (`X-Twilio-Signature`): HMAC-SHA-1, base64. */
export const signatureOf = (token: Secret, url: string, form: ReadonlyMap<string, string>): string =>
  createHmac('sha1', token.reveal()).update(signedText(url, form)).digest('base64');

/**
 * Did Twilio sign this request? `url` is the address Twilio was given, made from our own settings and never from the
 * request's `Host`. The primary and, during a rotation, the secondary token count; every token is tried, in constant
 * time. Necessary and not sufficient: the same signature fits other readings of the parameters, which only a strict
 * schema tells apart, and it never expires.
 */
export const isSigned = (
  tokens: readonly Secret[],
  signature: string | null,
  url: string,
  form: ReadonlyMap<string, string>,
): boolean =>
  tokens.map((token) => constantTimeEqual(signature ?? '', signatureOf(token, url, form))).some((equal) => equal);
