import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { Secret } from './secret.ts';

/** SHA-256 of bytes or UTF-8 text, base64url without padding. */
export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'base64url');

/** HMAC-SHA-256 over length-prefixed parts, so that no two lists of parts can collide. Base64url. */
export const hmac = (key: Secret, ...parts: string[]): string => hmacBytes(key, ...parts).toString('base64url');

/** As {@link hmac}, the 32 bytes themselves. */
export const hmacBytes = (key: Secret, ...parts: string[]): Buffer => {
  const mac = createHmac('sha256', key.reveal());
  for (const part of parts) mac.update(`${Buffer.byteLength(part)}:`).update(part);
  return mac.digest();
};

/** Compares two strings without telling by time where they differ. Lengths may be told. */
export const constantTimeEqual = (a: string, b: string): boolean => {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
};

/** `Content-Digest` value of a body by RFC 9530: `sha-256=:<base64>:`. */
export const contentDigest = (body: Uint8Array | string): string => `sha-256=:${hash('sha256', body, 'base64')}:`;
