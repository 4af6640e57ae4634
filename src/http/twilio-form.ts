import { WireError } from '#core';
import { readBody, requireType } from './body.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const mostParameters = 64;

/**
 * Reads a form exactly as it was signed: every parameter once, empty ones kept. @throws WireError `invalid_request` for a
 * name given twice, a broken escape or bytes that are not UTF-8: such a request has two meanings.
 */
export const readSignedForm = async (request: Request): Promise<ReadonlyMap<string, string>> => {
  requireType(request, 'application/x-www-form-urlencoded');
  const form = new Map<string, string>();
  try {
    const raw = utf8.decode(await readBody(request));
    if (raw === '') return form;
    for (const pair of raw.split('&')) {
      const [name = '', value = '', ...more] = pair
        .split('=')
        .map((part) => decodeURIComponent(part.replace(/\+/g, ' ')));
      if (more.length > 0 || name === '' || form.has(name) || form.size >= mostParameters) throw new URIError();
      form.set(name, value);
    }
    return form;
  } catch (error) {
    if (error instanceof URIError || error instanceof TypeError) throw new WireError('invalid_request', 'form');
    throw error;
  }
};
