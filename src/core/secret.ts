import { inspect } from 'node:util';

/**
 * A value that must never be printed: a PIN, a code, six digits, a token, a key. Guarantees that `String()`, template
 * literals, `JSON.stringify`, `util.inspect` and loggers see only `[secret]`; the value itself comes out by `reveal()`
 * alone, so a reviewer finds every use by searching for that word. (ASVS 16.2.5)
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value, for the one line that must use it. Never store, log or return what this gives. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.toPrimitive](): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
