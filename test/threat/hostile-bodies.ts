// Bodies nobody honest sends, made from a seed: what is wrong with each is one thing out of many.
export type Hostile = { readonly type: string; readonly body: string | Buffer };

/** A small generator of numbers that are the same in every run (mulberry32). */
export const numbers = (seed: number) => {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const of = <Item>(list: readonly Item[]): Item => list[below(list.length)] as Item;
  return { below, of };
};

const names = [
  'grant_type',
  'pre-authorized_code',
  'tx_code',
  'client_id',
  'resource',
  'authorization_details',
  'scope',
  'token',
  'reason',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'a[b]',
  'a.b',
  '',
  '\u0000',
  'given_name',
  'family_name',
  'birthdate',
  'relationship',
  'speech',
  'digits',
  'silence',
  'from',
  'lang',
];
const values = [
  '',
  '0',
  '000000',
  'null',
  'true',
  '-1',
  '1e308',
  'NaN',
  '__proto__',
  '\u0000',
  '\ud800',
  '\ufeff',
  '😀',
  '<script>',
  "' OR 1=1 --",
  '../../etc/passwd',
  '{{7*7}}',
  '\r\nSet-Cookie: a=b',
  'urn:ietf:params:oauth:grant-type:pre-authorized_code',
  'password',
  'A'.repeat(43),
  'x'.repeat(3000),
  '[{"type":"add_user"}]',
  'https://evil.example/',
];
const literals = [
  'null',
  'true',
  '0',
  '-0',
  '1e999',
  '1e-999',
  '""',
  '[]',
  '{}',
  '"\\ud800"',
  '"\\u0000"',
  '[[[[[[[[]]]]]]]]',
  '{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}',
  '01',
  '.5',
  '1.',
  '+1',
  'NaN',
  'Infinity',
  "'a'",
  'undefined',
  '"a',
  '[1,]',
  '{"a":1,}',
  '/**/1',
  '\ufeff1',
  '9'.repeat(400),
];

const types = [
  'application/x-www-form-urlencoded',
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/xml',
  '',
  'application/x-www-form-urlencoded, application/json',
];

/** Endless hostile bodies: forms, JSON, bytes; broken, doubled, nested, polluted, too long. */
export const hostileBodies = (seed: number) => {
  const { below, of } = numbers(seed);
  const bytes = () => Buffer.from(Array.from({ length: below(200) }, () => below(256)));
  const form = () =>
    Array.from(
      { length: 1 + below(8) },
      () => `${below(4) ? encodeURIComponent(of(names)) : of(names)}=${below(3) ? encode(of(values)) : of(values)}`,
    ).join(below(9) ? '&' : ';');
  const member = () => `${JSON.stringify(of(names))}:${below(2) ? of(literals) : JSON.stringify(of(values))}`;
  const object = () => `{${Array.from({ length: below(8) }, member).join(',')}}`;
  const deep = () => `${'{"a":'.repeat(below(1500))}1`;
  const wide = () => `{${Array.from({ length: below(900) }, (_, at) => `"k${at}":1`).join(',')}}`;
  const long = () => 'a'.repeat(8193 + below(3000));
  return (): Hostile => {
    const kind = below(20);
    const type = below(6) ? (kind < 8 ? 'application/x-www-form-urlencoded' : 'application/json') : of(types);
    const body =
      kind < 8
        ? form()
        : kind < 15
          ? object()
          : kind === 15
            ? deep()
            : kind === 16
              ? wide()
              : kind === 17
                ? bytes()
                : kind === 18
                  ? of(literals)
                  : long();
    return { type, body };
  };
};

/** Percent-encodes what can be; a lone surrogate goes as it is. */
const encode = (text: string) => (text.isWellFormed() ? encodeURIComponent(text) : text);
