import * as z from 'zod';
import type { AnyTransaction } from '#transaction';
import type { Endpoint } from './endpoint.ts';
import { json } from './respond.ts';

/** The JSON Schema (2020-12) of what a transaction takes. */
export const inputSchema = (transaction: AnyTransaction): Record<string, unknown> => {
  const { $schema: _, ...schema } = z.toJSONSchema(transaction.input, { io: 'input', unrepresentable: 'any' });
  return { ...schema, additionalProperties: false };
};

/** `GET /transactions`: what this installation can do, and what each transaction takes. */
export const createCatalogueEndpoint = (transactions: readonly AnyTransaction[]): Endpoint => {
  const catalogue = transactions.map((transaction) => ({
    type: transaction.type,
    title: transaction.en.title,
    titles: Object.fromEntries(Object.entries(transaction.words).map(([lang, { title }]) => [lang, title])),
    confirm: transaction.confirm,
    limits: transaction.limits,
    input: inputSchema(transaction),
  }));
  return () => json(200, catalogue);
};
