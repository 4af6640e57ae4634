import { isUtf8 } from 'node:buffer';
import { type JsonObject, parseObject } from './strict-json.ts';

/** No token or proof of ours comes near this; longer ones are refused before any work. Bytes. */
export const maxJwsBytes = 4096;

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

const decodeObject = (segment: string): JsonObject | null => {
  const bytes = decodeBase64url(segment);
  return bytes !== null && isUtf8(bytes) ? parseObject(bytes.toString('utf8')) : null;
};

/**
 * Takes a JWS in compact serialisation apart (RFC 7515 §7.1) without believing any of it. Null unless it is at most
 * {@link maxJwsBytes} long, three canonical base64url parts, and two strict JSON objects.
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
