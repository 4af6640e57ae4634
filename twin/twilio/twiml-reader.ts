// Reads TwiML as strictly as an XML parser that wants to find fault: what it lets through is one tree and no other.
import { verbProblems, verbs } from './request-check.ts';

/** One verb with what it holds. */
export type Verb = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
  readonly children: readonly Verb[];
};

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const decoded = (raw: string): string => {
  if (/[<>]/.test(raw.replace(/>/g, '')) || /&(?!(lt|gt|amp|quot|apos|#\d+|#x[0-9a-fA-F]+);)/.test(raw)) {
    throw new SyntaxError('a sign that is not escaped');
  }
  return raw.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (_, name: string) =>
    name.startsWith('#')
      ? String.fromCodePoint(name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)))
      : (entities[name] ?? ''),
  );
};

const attributesOf = (raw: string): Map<string, string> => {
  const attributes = new Map<string, string>();
  const rest = raw.replace(/\s+([A-Za-z]+)="([^"<]*)"/g, (_, name: string, value: string) => {
    if (attributes.has(name)) throw new SyntaxError('an attribute given twice');
    attributes.set(name, decoded(value));
    return '';
  });
  if (rest.trim() !== '') throw new SyntaxError('something that is no attribute');
  return attributes;
};

type Open = { name: string; attributes: Map<string, string>; text: string; children: Verb[] };

/** The verbs of a document, in order. @throws SyntaxError for what is not well-formed, or not TwiML by the description. */
export const readTwiml = (document: string): readonly Verb[] => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly what XML cannot hold
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(document))
    throw new SyntaxError('not a character of XML');
  const body = document.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/, '');
  const stack: Open[] = [];
  let root: Verb | null = null;
  let at = 0;
  const token = /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z]+="[^"]*")*)\s*(\/?)>|([^<]+)/y;
  const close = (verb: Open) => {
    if (verbs[verb.name]?.text !== true && verb.text.trim() !== '') throw new SyntaxError(`text inside ${verb.name}`);
    const parent = stack.at(-1);
    if (parent !== undefined) parent.children.push(verb);
    else if (root === null) root = verb;
    else throw new SyntaxError('two roots');
  };
  while (at < body.length) {
    token.lastIndex = at;
    const found = token.exec(body);
    if (found === null) throw new SyntaxError(`not XML at ${at}`);
    at = token.lastIndex;
    const [, slash, name = '', attributes = '', empty, text] = found;
    const top = stack.at(-1);
    if (text !== undefined) {
      if (top === undefined && text.trim() !== '') throw new SyntaxError('text outside');
      if (top !== undefined) top.text += decoded(text);
    } else if (slash === '/') {
      if (top?.name !== name) throw new SyntaxError(`${name} is closed and was not open`);
      stack.pop();
      close(top);
    } else {
      const verb: Open = { name, attributes: attributesOf(attributes), text: '', children: [] };
      const [problem] = verbProblems(top?.name ?? '', name, verb.attributes);
      if (problem !== undefined) throw new SyntaxError(problem);
      if (top === undefined && (root !== null || name !== 'Response'))
        throw new SyntaxError('the root is not Response');
      if (empty === '/') close(verb);
      else stack.push(verb);
    }
  }
  if (stack.length > 0 || root === null) throw new SyntaxError('not closed');
  return (root as Verb).children;
};
