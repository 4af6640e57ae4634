import { wireErrors } from '#core';
import type { AnyTransaction } from '#transaction';
import { inputSchema } from './catalogue-endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { answers, dpop, object, operations, problem, receipt, type Schema, text } from './openapi-operations.ts';
import { json } from './respond.ts';

/** One row of the served routes, as the document needs it. */
export type DocumentedRoute = {
  readonly method: string;
  readonly path: string;
  readonly says: string;
  readonly source: string;
};

const media: Record<string, string> = {
  'GET /metrics': 'text/plain',
  'GET /': 'text/html',
  'GET /{type}': 'text/html',
  'GET /login/callback': 'text/html',
  'GET /oauth/jwks': 'application/jwk-set+json',
};

/** `GET /openapi.json`: OpenAPI 3.1 of the routes that are served, made from the same table. */
export const createOpenApiEndpoint = (ports: {
  readonly issuer: string;
  readonly routes: () => readonly DocumentedRoute[];
  readonly transactions: readonly AnyTransaction[];
}): Endpoint => {
  const transactionOperation = (transaction: AnyTransaction): Schema => ({
    summary: transaction.en.title,
    operationId: transaction.type,
    parameters: [
      dpop,
      { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 128 } },
    ],
    security: [{ dpop: [transaction.type] }],
    requestBody: { required: true, content: { 'application/json': { schema: inputSchema(transaction) } } },
    responses: answers(
      { 201: receipt, 202: object({ status: text }) },
      [400, 401, 403, 409, 413, 415, 422, 503],
      problem,
    ),
  });
  const paths = (): Record<string, Record<string, Schema>> => {
    const result: Record<string, Record<string, Schema>> = {};
    for (const route of ports.routes()) {
      const key = `${route.method} ${route.path}`;
      if (key === 'POST /transactions/{type}') {
        for (const transaction of ports.transactions) {
          result[`/transactions/${transaction.type}`] = { post: transactionOperation(transaction) };
        }
        continue;
      }
      const type = media[key] ?? 'application/json';
      result[route.path] = {
        ...result[route.path],
        [route.method.toLowerCase()]: {
          summary: route.says,
          ...(route.path.includes('{')
            ? {
                parameters: [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
                  name,
                  in: 'path',
                  required: true,
                  schema: text,
                })),
              }
            : {}),
          responses: {
            200: { description: 'Done.', content: { [type]: {} } },
            404: { description: 'Nothing there.', content: { 'application/problem+json': { schema: problem } } },
          },
          ...operations[key],
        },
      };
    }
    return result;
  };
  return () =>
    json(200, {
      openapi: '3.1.0',
      info: {
        title: 'Voicegrant',
        version: '1',
        description: 'A phone call becomes a single-purpose OAuth 2.0 grant.',
      },
      servers: [{ url: ports.issuer }],
      paths: paths(),
      components: {
        securitySchemes: { dpop: { type: 'http', scheme: 'dpop', description: 'RFC 9449 sender-constrained token.' } },
        schemas: {
          OAuthError: object({ error: { enum: Object.keys(wireErrors) }, error_description: text }),
          Problem: {
            type: 'object',
            required: ['type', 'title', 'status', 'code'],
            properties: {
              type: text,
              title: text,
              status: { type: 'integer' },
              code: { enum: Object.keys(wireErrors) },
              errors: { type: 'array', items: object({ field: text, code: text }) },
            },
          },
        },
      },
    });
};
