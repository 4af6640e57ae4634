// Reads the part of Twilio's published OpenAPI description that is kept as data beside this, word for word.
import published from './openapi.json' with { type: 'json' };

export type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
};

type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
};

export type Operation = {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
};

const paths = published.paths as unknown as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
const schemas = published.components.schemas as unknown as Readonly<Record<string, Schema>>;

/** Every operation of the description, by method and path template. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  ),
);

const formats: Readonly<Record<string, RegExp>> = {
  uri: /^https?:\/\/\S+$/,
  'phone-number': /^\+[1-9]\d{1,14}$/,
  'http-method': /^(GET|POST)$/,
  'date-time-rfc-2822': /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} \+0000$/,
};

const settled = (schema: Schema): Schema =>
  schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});

const stringProblem = (schema: Schema, value: string): string | null => {
  if (schema.enum !== undefined && !schema.enum.includes(value)) return 'is none of the values it can have';
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) return 'does not fit its pattern';
  if (value.length < (schema.minLength ?? 0)) return 'is too short';
  if (value.length > (schema.maxLength ?? Number.POSITIVE_INFINITY)) return 'is too long';
  const format = schema.format === undefined ? undefined : formats[schema.format];
  return format === undefined || format.test(value) ? null : `is no ${schema.format}`;
};

/** What is wrong with a value of a form or query, all of which are written as text. Null: nothing. */
export const textProblem = (unsettled: Schema, value: string): string | null => {
  const schema = settled(unsettled);
  if (schema.type === 'boolean') return /^(true|false)$/.test(value) ? null : 'is no boolean';
  if (schema.type === 'array') return textProblem(schema.items ?? {}, value);
  if (schema.type !== 'integer' && schema.type !== 'number') return stringProblem(schema, value);
  if (!(schema.type === 'integer' ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/).test(value)) return `is no ${schema.type}`;
  const isOutside = Number(value) < (schema.minimum ?? -Infinity) || Number(value) > (schema.maximum ?? Infinity);
  return isOutside ? 'is out of its range' : null;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is wrong with a value of a JSON answer, with the way to it. A member the description does not have is wrong too. */
export const jsonProblems = (unsettled: Schema, value: unknown, at = 'answer'): string[] => {
  const schema = settled(unsettled);
  // The description marks only some members as nullable; its own examples have null in the others as well.
  if (value === null) return [];
  if (schema.properties !== undefined) {
    if (!isObject(value)) return [`${at} is no object`];
    return Object.entries(value).flatMap(([name, member]) => {
      const known = schema.properties?.[name];
      return known === undefined ? [`${at}.${name} is not in it`] : jsonProblems(known, member, `${at}.${name}`);
    });
  }
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return [`${at} is no array`];
    return value.flatMap((item, index) => jsonProblems(schema.items ?? {}, item, `${at}[${index}]`));
  }
  if (schema.type === 'string') {
    const problem = typeof value === 'string' ? stringProblem(schema, value) : 'is no string';
    return problem === null ? [] : [`${at} ${problem}`];
  }
  if (schema.type === 'integer') return Number.isInteger(value) ? [] : [`${at} is no integer`];
  if (schema.type === 'boolean') return typeof value === 'boolean' ? [] : [`${at} is no boolean`];
  return [];
};
