// Holds our requests, the twin's own answers and our TwiML against Twilio's published description, kept as data beside this.
import description from './description.json' with { type: 'json' };
import { jsonProblems, operations, type Schema, textProblem } from './openapi.ts';

/** What the documentation says in words only. */
type Prose = {
  readonly required: readonly string[];
  readonly oneOf: readonly string[];
  readonly values: Readonly<Record<string, string>>;
};

type Verb = {
  readonly attributes: Readonly<Record<string, string>>;
  readonly holds: readonly string[];
  readonly text?: boolean;
};

const prose: Readonly<Record<string, Prose>> = description.prose;
export const verbs: Readonly<Record<string, Verb>> = description.twiml;

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);

/** The operation a request means, with the values of its path; null when the description has none such. */
export const operationOf = (
  method: string,
  path: string,
): { readonly name: string; readonly values: Readonly<Record<string, string>> } | null => {
  for (const name of operations.keys()) {
    const [verb = '', template = ''] = name.split(' ');
    if (verb !== method) continue;
    const found = new RegExp(`^${template.replace(/\./g, '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`).exec(path);
    if (found !== null) return { name, values: { ...found.groups } };
  }
  return null;
};

const problemsIn = (given: URLSearchParams, known: Readonly<Record<string, Schema>>, said: Prose): string[] => {
  const names = [...given.keys()];
  return [
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is given twice`),
    ...[...given].flatMap(([name, value]) => {
      const schema = known[name];
      if (schema === undefined) return [`${name} is not a parameter`];
      const problem = textProblem(schema, value);
      if (problem !== null) return [`${name} ${problem}`];
      const words = said.values[name];
      return words === undefined || whole(words).test(value) ? [] : [`${name} has a value it cannot have`];
    }),
    ...said.required.filter((name) => !given.has(name)).map((name) => `${name} is missing`),
    ...(said.oneOf.length > 0 && names.filter((name) => said.oneOf.includes(name)).length !== 1
      ? [`exactly one of ${said.oneOf.join(', ')} must be given`]
      : []),
  ];
};

const none: Prose = { required: [], oneOf: [], values: {} };

/** What is wrong with a request by the description; empty when nothing is. */
export const requestProblems = (
  name: string,
  values: Readonly<Record<string, string>>,
  query: URLSearchParams,
  form: URLSearchParams,
): string[] => {
  const operation = operations.get(name);
  const parameters = operation?.parameters ?? [];
  const body = operation?.requestBody?.content['application/x-www-form-urlencoded']?.schema;
  const asked = Object.fromEntries(parameters.filter((one) => one.in === 'query').map((one) => [one.name, one.schema]));
  const said = prose[name] ?? none;
  return [
    ...parameters.flatMap((one) => {
      if (one.in !== 'path') return [];
      const problem = textProblem(one.schema, decodeURIComponent(values[one.name] ?? ''));
      return problem === null ? [] : [`${one.name} ${problem}`];
    }),
    ...problemsIn(query, asked, body === undefined ? said : none),
    ...problemsIn(form, body?.properties ?? {}, body === undefined ? none : said),
  ];
};

/** What is wrong with an answer of the twin's own by the description: it must not be kinder than Twilio. */
export const answerProblems = (name: string, status: number, body: unknown): string[] => {
  const schema = operations.get(name)?.responses[String(status)]?.content?.['application/json']?.schema;
  return schema === undefined ? [`no answer has status ${status}`] : jsonProblems(schema, body);
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
