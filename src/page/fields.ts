import * as z from 'zod';
import type { AnyTransaction, Words } from '#transaction';
import type { PageField } from './page-data.ts';

type Property = {
  type?: string;
  enum?: readonly unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  past?: boolean;
  autocomplete?: string;
};

const propertiesOf = (transaction: AnyTransaction, io: 'input' | 'output') => {
  const schema = z.toJSONSchema(transaction.input, { io });
  return {
    properties: (schema.properties ?? {}) as Readonly<Record<string, Property>>,
    required: new Set(schema.required ?? []),
  };
};

const kindOf = (property: Property, format: string | undefined): PageField['kind'] | null => {
  if (property.enum?.every((value) => typeof value === 'string')) return 'choice';
  if (property.type === 'boolean') return 'yes';
  if (property.type === 'integer' || property.type === 'number') return 'number';
  if (property.type !== 'string') return null;
  if (format === 'date' || format === 'iban' || format === 'email') return format;
  return format === 'tel' || format === 'e164' ? 'tel' : 'text';
};

/**
 * The form of a transaction in one language, in the order of its schema. @throws TypeError for a field that no form
 * control can give, such as a nested object.
 */
export const fieldsOf = (transaction: AnyTransaction, words: Words): PageField[] => {
  const input = propertiesOf(transaction, 'input');
  // A field that is rewritten before it is checked (an IBAN's spaces) shows its format only on the way out.
  const output = propertiesOf(transaction, 'output');
  return Object.entries(input.properties).map(([name, property]) => {
    const format = property.format ?? output.properties[name]?.format;
    const kind = kindOf(property, format);
    const said = words.fields[name];
    if (kind === null)
      throw new TypeError(`${transaction.type}.${name}: the page has no control for this kind of field`);
    if (said === undefined) throw new TypeError(`${transaction.type}.${name} has no label`);
    const min = property.minLength ?? property.minimum;
    const max = property.maxLength ?? property.maximum;
    return {
      name,
      label: said.label,
      kind,
      required: input.required.has(name),
      ...(said.hint === undefined ? {} : { hint: said.hint }),
      ...(kind === 'choice'
        ? {
            options: (property.enum ?? []).map(
              (value) => [String(value), said.options?.[String(value)] ?? String(value)] as const,
            ),
          }
        : {}),
      ...(property.pattern === undefined || kind === 'choice' ? {} : { pattern: property.pattern }),
      ...(min === undefined || min <= Number.MIN_SAFE_INTEGER ? {} : { min }),
      ...(max === undefined || max >= Number.MAX_SAFE_INTEGER ? {} : { max }),
      ...(property.type === 'integer' ? { whole: true } : {}),
      ...(property.past === true ? { past: true } : {}),
      ...(property.autocomplete === undefined ? {} : { autocomplete: property.autocomplete }),
    };
  });
};
