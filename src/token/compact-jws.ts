import { isUtf8 } from 'node:buffer';
import { type Json, parseStrictJson } from '#core';

export type JsonObject = { readonly [name: string]: Json };

/** No token or proof of ours comes near this; longer ones are refused before any work. Bytes. */
export const maxJwsBytes = 4096;

/** An access token of ours needs four levels and about thirty members; more is somebody trying something. */
const limits = { depth: 8, members: 96 };

export type CompactJws = {
  readonly header: JsonObject;
  readonly payload: JsonObject;
  readonly signingInput: string;
  readonly signature: Buffer;
};

/**
 * Decodes base64url that has exactly one spelling: no padding, no other alphabet, no white space, no stray trailing bits
 * (RFC 7515 §2, RFC 4648 §3.5). Null otherwise.
 */
export const decodeBase64url = (text: string): Buffer | null => {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const decodeObject = (segment: string): JsonObject | null => {
  const bytes = decodeBase64url(segment);
  if (bytes === null || !isUtf8(bytes)) return null;
  const value = parseStrictJson(bytes.toString('utf8'), limits);
  return isObject(value) ? value : null;
};

/**
 * Takes a JWS in compact serialisation apart (RFC 7515 §7.1) without believing any of it. Null unless it is at most
 * {@link maxJwsBytes} long, three canonical base64url parts, and two JSON objects with one meaning
 * each: no member twice (RFC 7515 §4, RFC 8725 §2.4).
 */
export const parseCompactJws = (jws: string): CompactJws | null => {
  if (jws.length > maxJwsBytes) return null;
  const parts = jws.split('.', 4);
  if (parts.length !== 3) return null;
  const [head, body, mac] = parts as [string, string, string];
  const header = decodeObject(head);
  if (header === null) return null;
  const payload = decodeObject(body);
  const signature = decodeBase64url(mac);
  if (payload === null || signature === null) return null;
  return { header, payload, signingInput: `${head}.${body}`, signature };
};

/** One segment of a compact JWS. */
export const encodeSegment = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString('base64url');
