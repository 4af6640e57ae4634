import type { Json } from './json.ts';

/** Limits of a document from outside (security defaults: depth 5, 32 members in all). */
export type JsonLimits = { readonly depth: number; readonly members: number };

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses JSON from outside as one meaning or none: refuses duplicate members, members that could reach a prototype,
 * documents deeper or wider than the limits, and a byte order mark. Objects come back without a prototype.
 * Answers undefined when refused; never quotes the input (threats T-56, T-57).
 */
export const parseStrictJson = (text: string, limits: JsonLimits = { depth: 5, members: 32 }): Json | undefined => {
  let at = 0;
  let members = 0;
  const refuse = (): never => {
    throw new SyntaxError('refused');
  };
  const skip = () => {
    while (at < text.length && ' \t\n\r'.includes(text[at] as string)) at += 1;
  };
  const expectSign = (sign: string) => {
    skip();
    if (text[at] !== sign) refuse();
    at += 1;
  };
  const string = (): string => {
    const start = at;
    for (at += 1; text[at] !== '"'; at += 1) {
      if (at >= text.length) refuse();
      if (text[at] === '\\') at += 1;
    }
    at += 1;
    const value: unknown = JSON.parse(text.slice(start, at));
    return typeof value === 'string' && value.isWellFormed() ? value : refuse();
  };
  const scalar = (): Json => {
    const match = /(?:true|false|null|-?\d[\d.eE+-]*)/y;
    match.lastIndex = at;
    const found = match.exec(text)?.[0] ?? refuse();
    at += found.length;
    return JSON.parse(found) as Json;
  };
  const value = (depth: number): Json => {
    skip();
    if (text[at] === '"') return string();
    if (text[at] !== '{' && text[at] !== '[') return scalar();
    if (depth >= limits.depth) refuse();
    return text[at] === '{' ? object(depth) : array(depth);
  };
  const list = (close: string, item: () => void) => {
    at += 1;
    skip();
    if (text[at] === close) {
      at += 1;
      return;
    }
    for (;;) {
      members += 1;
      if (members > limits.members) refuse();
      item();
      skip();
      if (text[at] === close) {
        at += 1;
        return;
      }
      expectSign(',');
    }
  };
  const object = (depth: number): Json => {
    const result: Record<string, Json> = Object.create(null);
    list('}', () => {
      skip();
      if (text[at] !== '"') refuse();
      const name = string();
      if (name in result || forbidden.has(name)) refuse();
      expectSign(':');
      result[name] = value(depth + 1);
    });
    return result;
  };
  const array = (depth: number): Json => {
    const result: Json[] = [];
    list(']', () => result.push(value(depth + 1)));
    return result;
  };
  try {
    const parsed = value(0);
    skip();
    return at === text.length ? parsed : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
