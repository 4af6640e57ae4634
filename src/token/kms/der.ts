const width = 32;

/** One INTEGER of DER at `at`, as 32 bytes, and where it ends; null when it is not a minimal positive one that fits. */
const integerAt = (der: Uint8Array, at: number): { readonly bytes: Uint8Array; readonly end: number } | null => {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  if (der[at] !== 0x02 || length < 1 || length > width + 1 || end > der.length) return null;
  const first = der[at + 2] ?? 0;
  const second = der[at + 3] ?? 0;
  const isPadded = first === 0 && length > 1;
  if (first >= 0x80 || (isPadded && second < 0x80)) return null;
  const value = der.subarray(at + 2 + (isPadded ? 1 : 0), end);
  if (value.length > width) return null;
  const bytes = new Uint8Array(width);
  bytes.set(value, width - value.length);
  return { bytes, end };
};

/**
 * An ECDSA signature in DER (RFC 3279 §2.2.3) as the 64 bytes r and s of RFC 7518 §3.4 for P-256. Strict: a length in
 * another form, a byte too many, a negative or over-long number is null, so that one signature has one form.
 */
export const fixedWidth = (der: Uint8Array): Uint8Array | null => {
  // At most 2 × (2 + 33) bytes of content, so a length is always one byte.
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return null;
  const r = integerAt(der, 2);
  const s = r === null ? null : integerAt(der, r.end);
  if (r === null || s === null || s.end !== der.length) return null;
  const signature = new Uint8Array(2 * width);
  signature.set(r.bytes, 0);
  signature.set(s.bytes, width);
  return signature;
};
