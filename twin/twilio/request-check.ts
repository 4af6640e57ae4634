// Holds our requests, and our TwiML, against the part of Twilio's published description that is kept as data beside this.
import description from './description.json' with { type: 'json' };

type Rule = { readonly pattern: string; readonly required?: boolean; readonly greatest?: number };
type Rules = Readonly<Record<string, Rule>>;
type Operation = { readonly form?: Rules; readonly query?: Rules; readonly oneOf?: readonly string[] };

const operations: Readonly<Record<string, Operation>> = description.operations;
type Verb = {
  readonly attributes: Readonly<Record<string, string>>;
  readonly holds: readonly string[];
  readonly text?: boolean;
};
export const verbs: Readonly<Record<string, Verb>> = description.twiml;

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);

const problemsIn = (given: URLSearchParams, rules: Rules, oneOf: readonly string[]): string[] => {
  const names = [...given.keys()];
  return [
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is given twice`),
    ...names.filter((name) => rules[name] === undefined).map((name) => `${name} is not a parameter`),
    ...Object.entries(rules).flatMap(([name, { pattern, required, greatest }]) => {
      const value = given.get(name);
      if (value === null) return required === true ? [`${name} is missing`] : [];
      if (!whole(pattern).test(value)) return [`${name} has a value it cannot have`];
      return greatest !== undefined && Number(value) > greatest ? [`${name} is more than ${greatest}`] : [];
    }),
    ...(oneOf.length > 0 && names.filter((name) => oneOf.includes(name)).length !== 1
      ? [`exactly one of ${oneOf.join(', ')} must be given`]
      : []),
  ];
};

/** The operation a request means, with the values of its path; null when the description has none such. */
export const operationOf = (
  method: string,
  path: string,
): { readonly name: string; readonly values: Readonly<Record<string, string>> } | null => {
  for (const name of Object.keys(operations)) {
    const [verb = '', template = ''] = name.split(' ');
    if (verb !== method) continue;
    const found = new RegExp(`^${template.replace(/\./g, '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`).exec(path);
    if (found !== null) return { name, values: { ...found.groups } };
  }
  return null;
};

/** What is wrong with a request by the description; empty when nothing is. */
export const requestProblems = (name: string, query: URLSearchParams, form: URLSearchParams): string[] => {
  const operation = operations[name] ?? {};
  const isForm = operation.form !== undefined;
  return [
    ...problemsIn(query, operation.query ?? {}, isForm ? [] : (operation.oneOf ?? [])),
    ...problemsIn(form, operation.form ?? {}, isForm ? (operation.oneOf ?? []) : []),
  ];
};

/** What is wrong with one verb of a document. */
export const verbProblems = (parent: string, name: string, attributes: ReadonlyMap<string, string>): string[] => {
  const verb = verbs[name];
  if (verb === undefined) return [`${name} is not a verb`];
  return [
    ...(parent === '' || verbs[parent]?.holds.includes(name) === true ? [] : [`${name} does not belong in ${parent}`]),
    ...[...attributes].flatMap(([attribute, value]) => {
      const pattern = verb.attributes[attribute];
      if (pattern === undefined) return [`${name} has no attribute ${attribute}`];
      return whole(pattern).test(value) ? [] : [`${name} ${attribute} has a value it cannot have`];
    }),
  ];
};
