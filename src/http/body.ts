import type { Json } from '#core';
import { parseStrictJson, WireError } from '#core';

const maxBytes = 8192;

/** Reads at most 8 KB, whatever the length header says. @throws WireError `content_too_large`, `invalid_request` when it is cut off. */
export const readBody = async (request: Request): Promise<Buffer> => {
  try {
    return await readAll(request);
  } catch (error) {
    if (error instanceof WireError) throw error;
    // The client hung up, or wrote what is no body: nothing of ours has failed.
    throw new WireError('invalid_request', 'body cut off');
  }
};

const readAll = async (request: Request): Promise<Buffer> => {
  const stated = request.headers.get('content-length');
  if (Number(stated ?? 0) > maxBytes) throw tooLarge();
  // The HTTP parser takes no more than a stated length, so that such a body needs no stream to be counted.
  if (stated !== null && request.headers.get('transfer-encoding') === null) {
    const bytes = Buffer.from(await request.arrayBuffer());
    if (bytes.byteLength > maxBytes) throw tooLarge();
    return bytes;
  }
  if (request.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined
    ? Buffer.from(chunks[0].buffer, chunks[0].byteOffset, chunks[0].byteLength)
    : Buffer.concat(chunks);
};

const tooLarge = () => new WireError('content_too_large', 'body too large');

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const text = (body: Uint8Array): string => {
  try {
    return utf8.decode(body);
  } catch {
    throw new WireError('invalid_request', 'not utf-8');
  }
};

/** Does the request say exactly this media type? @throws WireError `unsupported_media_type`. */
export const requireType = (request: Request, type: string): void => {
  const [given = ''] = (request.headers.get('content-type') ?? '').split(';');
  if (given.trim().toLowerCase() !== type) throw new WireError('unsupported_media_type', 'content type');
};

/** A form's parameters by name, and the exact bytes they came in. */
export type Form = ReadonlyMap<string, string> & { readonly bytes: Buffer };

/**
 * Reads a form (RFC 6749 §3.2): parameters by name, each at most once, empty ones left out as if they were not sent.
 * @throws WireError `invalid_request`, `content_too_large`, `unsupported_media_type`.
 */
export const readForm = async (request: Request): Promise<Form> => {
  requireType(request, 'application/x-www-form-urlencoded');
  const bytes = await readBody(request);
  const raw = text(bytes);
  // URLSearchParams repairs what is broken; a repaired request has two meanings.
  if (/%(?![0-9a-fA-F]{2})/.test(raw)) throw new WireError('invalid_request', 'percent encoding');
  const form = new Map<string, string>();
  let count = 0;
  for (const [name, value] of new URLSearchParams(raw)) {
    count += 1;
    if (count > 32 || form.has(name) || value.includes('\uFFFD')) throw new WireError('invalid_request', 'parameter');
    form.set(name, value);
  }
  for (const [name, value] of form) if (value === '') form.delete(name);
  return Object.assign(form, { bytes });
};

/** Reads a JSON object strictly, and the exact bytes it came in. @throws WireError as {@link readForm}. */
export const readJson = async (
  request: Request,
): Promise<{ readonly bytes: Buffer; readonly value: { readonly [name: string]: Json } }> => {
  requireType(request, 'application/json');
  const bytes = await readBody(request);
  const value = parseStrictJson(text(bytes));
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new WireError('invalid_request', 'not a json object');
  }
  return { bytes, value: value as { readonly [name: string]: Json } };
};
