// What a directory sends is looked at before the LDAP library sees it: ldapts 9.2 takes any answer of the right id for the
// one it waits for, and a length that lies can keep its parser going round for ever (decision 0043).

/** More than any answer to one of our questions needs. */
const maxBytes = 65_536;

/** Bytes that are no answer of a directory. Says nothing of them. */
export class NoAnswer extends Error {
  constructor() {
    super('not an LDAP answer');
  }
}

type Element = { readonly tag: number; readonly from: number; readonly to: number };

const refuse = (): never => {
  throw new NoAnswer();
};

/** The element that begins at `at` and ends by `end` (X.690 §8, definite lengths only), or null while more must come. */
const elementAt = (bytes: Buffer, at: number, end: number, most = maxBytes): Element | null => {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || at + 2 > end) return null;
  const width = first < 128 ? 0 : first & 127;
  if (first === 128 || width > 4) throw new NoAnswer();
  if (at + 2 + width > end) return null;
  const length = width === 0 ? first : bytes.readUIntBE(at + 2, width);
  if (length > most) throw new NoAnswer();
  return { tag, from: at + 2 + width, to: at + 2 + width + length };
};

/** The elements that fill another one exactly. */
const insideOf = (bytes: Buffer, { from, to }: Pick<Element, 'from' | 'to'>): Element[] => {
  const found: Element[] = [];
  for (let at = from; at < to; at = found.at(-1)?.to ?? to) {
    const element = elementAt(bytes, at, to);
    if (element === null || element.to > to) throw new NoAnswer();
    found.push(element);
  }
  return found;
};

const [integer, octets, enumerated, sequence, set, controls] = [0x02, 0x04, 0x0a, 0x30, 0x31, 0xa0];
const [referral, saslSecret, extendedName, extendedValue] = [0xa3, 0x87, 0x8a, 0x8b];

const requireTags = (elements: readonly Element[], tags: readonly number[], more: readonly number[] = []): void => {
  const [known, rest] = [elements.slice(0, tags.length), elements.slice(tags.length)];
  if (known.length < tags.length || known.some(({ tag }, index) => tag !== tags[index])) refuse();
  if (rest.some(({ tag }) => !more.includes(tag))) refuse();
};
const requireAll = (elements: readonly Element[], tag: number): void => requireTags(elements, [], [tag]);
const isShort = (element: Element | undefined): boolean =>
  element !== undefined && element.to > element.from && element.to - element.from <= 4;

/** RFC 4511 §4.1.9: a code, a name, words. */
const requireResult = (bytes: Buffer, operation: Element, more: readonly number[] = []): void => {
  const inside = insideOf(bytes, operation);
  requireTags(inside, [enumerated, octets, octets], [referral, ...more]);
  if (!isShort(inside[0])) refuse();
  for (const element of inside) if (element.tag === referral) requireAll(insideOf(bytes, element), octets);
};

/** RFC 4511 §4.5.2: a name, and attributes with their values. */
const requireEntry = (bytes: Buffer, operation: Element): void => {
  const [name, attributes, ...rest] = insideOf(bytes, operation);
  if (name?.tag !== octets || attributes?.tag !== sequence || rest.length > 0) throw new NoAnswer();
  for (const attribute of insideOf(bytes, attributes)) {
    if (attribute.tag !== sequence) refuse();
    const [type, values, ...more] = insideOf(bytes, attribute);
    if (type?.tag !== octets || values?.tag !== set || more.length > 0) throw new NoAnswer();
    requireAll(insideOf(bytes, values), octets);
  }
};

const requireControls = (bytes: Buffer, element: Element): void => {
  for (const control of insideOf(bytes, element)) {
    if (control.tag !== sequence) refuse();
    const [name, ...rest] = insideOf(bytes, control);
    if (name?.tag !== octets) refuse();
    requireTags(rest, [], [0x01, octets]);
  }
};

/** Which operations answer which (RFC 4511 §4.2 to §4.12). */
const answersTo: Readonly<Record<number, readonly number[]>> = {
  [0x60]: [0x61],
  [0x63]: [0x64, 0x65, 0x73],
  [0x77]: [0x78],
};

const idOf = (bytes: Buffer, { from, to }: Element): number => bytes.readUIntBE(from, to - from);

/** One whole message of a directory. @throws NoAnswer when it is not what was asked for, in every part. */
const requireAnswer = (bytes: Buffer, message: Element, asked: ReadonlyMap<number, number>): void => {
  const [id, operation, extra, ...rest] = insideOf(bytes, message);
  if (id?.tag !== integer || !isShort(id) || operation === undefined || rest.length > 0) throw new NoAnswer();
  if (extra !== undefined && extra.tag !== controls) refuse();
  const number = idOf(bytes, id);
  // Id 0 is a notice of the directory's own, such as that it is closing the connection.
  const expected = number === 0 ? [0x78] : answersTo[asked.get(number) ?? 0];
  if (expected?.includes(operation.tag) !== true) refuse();
  if (operation.tag === 0x64) requireEntry(bytes, operation);
  else if (operation.tag === 0x73) requireAll(insideOf(bytes, operation), octets);
  else requireResult(bytes, operation, operation.tag === 0x61 ? [saslSecret] : [extendedName, extendedValue]);
  if (extra !== undefined) requireControls(bytes, extra);
};

/**
 * Looks at both directions of one connection. `asked` takes note of a question; `heard` answers with the whole messages that
 * have come so far, each of them an answer to a question that is still open. At most 64 KB an answer. @throws NoAnswer
 */
export const createAnswerGate = () => {
  const open = new Map<number, number>();
  let waiting = Buffer.alloc(0);
  return {
    asked(bytes: Buffer): void {
      // A question is ours and may be long; only its first two parts matter.
      const message = elementAt(bytes, 0, bytes.length, Number.POSITIVE_INFINITY);
      const id = message && elementAt(bytes, message.from, bytes.length);
      const operation = id && bytes[id.to];
      if (id !== null && operation != null) open.set(idOf(bytes, id), operation);
    },
    heard(chunk: Buffer): Buffer[] {
      waiting = Buffer.concat([waiting, chunk]);
      const whole: Buffer[] = [];
      for (;;) {
        const message = elementAt(waiting, 0, waiting.length);
        if (message !== null && message.tag !== sequence) refuse();
        if (message === null || message.to > waiting.length) {
          if ((waiting[0] ?? sequence) !== sequence || waiting.length > maxBytes) refuse();
          return whole;
        }
        requireAnswer(waiting, message, open);
        const bytes = waiting.subarray(0, message.to);
        const [id, operation] = insideOf(waiting, message);
        // An entry or a reference is followed by more; everything else is the last answer to its question.
        if (id !== undefined && operation?.tag !== 0x64 && operation?.tag !== 0x73) open.delete(idOf(waiting, id));
        whole.push(Buffer.from(bytes));
        waiting = waiting.subarray(message.to);
      }
    },
  };
};
