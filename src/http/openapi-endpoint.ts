import { wireErrors } from '#core';
import type { AnyTransaction } from '#transaction';
import { inputSchema } from './catalogue-endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { json } from './respond.ts';
import { preAuthorizedCodeGrant } from './token-endpoint.ts';

/** One row of the served routes, as the document needs it. */
export type DocumentedRoute = {
  readonly method: string;
  readonly path: string;
  readonly says: string;
  readonly source: string;
};

type Schema = Record<string, unknown>;

const text: Schema = { type: 'string' };
const object = (properties: Record<string, Schema>, required = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});
const problem = { $ref: '#/components/schemas/Problem' };
const oauthError = { $ref: '#/components/schemas/OAuthError' };

const form = (properties: Record<string, Schema>, required: readonly string[]): Schema => ({
  required: true,
  content: { 'application/x-www-form-urlencoded': { schema: { type: 'object', properties, required } } },
});

const answers = (success: Record<string, Schema | null>, refusals: readonly number[], error: Schema): Schema => ({
  ...Object.fromEntries(
    Object.entries(success).map(([status, schema]) => [
      status,
      { description: 'Done.', ...(schema === null ? {} : { content: { 'application/json': { schema } } }) },
    ]),
  ),
  ...Object.fromEntries(
    refusals.map((status) => [
      String(status),
      {
        description: 'Refused; the code says why.',
        content: { [error === oauthError ? 'application/json' : 'application/problem+json']: { schema: error } },
      },
    ]),
  ),
});

const code = { type: 'string', minLength: 1, maxLength: 128, description: 'The pre-authorized code of the link.' };
const dpop = { name: 'DPoP', in: 'header', required: true, schema: text, description: 'RFC 9449 proof.' };

const receipt = object({ receipt: text, reference: text, type: text, message: text, signed_receipt: text });
const detail = object({
  type: text,
  actions: { type: 'array', items: text },
  locations: { type: 'array', items: text },
  identifier: text,
  call: text,
  limits: { type: 'object' },
});
const tokenAnswer = object({
  access_token: text,
  token_type: { const: 'DPoP' },
  expires_in: { type: 'integer', minimum: 1 },
  scope: text,
  authorization_details: { type: 'array', items: detail, minItems: 1, maxItems: 1 },
  account_ending: text,
});

const offerForm = form({ 'pre-authorized_code': code }, ['pre-authorized_code']);
const offerStatus: Schema = {
  type: 'object',
  required: ['state'],
  properties: {
    state: { enum: ['unknown', 'offered', 'redeemed', 'awaiting_confirmation', 'consumed', 'dead'] },
    reason: text,
    call: { enum: ['live', 'ended'] },
    expires_in: { type: 'integer', minimum: 0 },
    called_number: text,
    started_at: { type: 'number' },
    transaction: text,
    lang: { enum: ['en', 'es'] },
    attempts_remaining: { type: 'integer', minimum: 0 },
  },
};

/** What each operation takes and gives beyond its row in the route table. */
const operations: Record<string, Schema> = {
  'POST /oauth/token': {
    parameters: [dpop],
    requestBody: form(
      {
        grant_type: { const: preAuthorizedCodeGrant },
        'pre-authorized_code': code,
        tx_code: { type: 'string', pattern: '^[0-9]{6}$' },
        client_id: text,
        resource: text,
        scope: text,
        authorization_details: text,
      },
      ['grant_type', 'pre-authorized_code', 'tx_code'],
    ),
    responses: answers({ 200: tokenAnswer }, [400, 401, 403, 413, 415, 429, 503], oauthError),
  },
  'POST /oauth/revoke': {
    requestBody: form({ token: text, token_type_hint: text }, ['token']),
    responses: answers({ 200: null }, [400, 403, 413, 415, 503], oauthError),
  },
  'POST /oauth/introspect': {
    requestBody: form({ token: text, client_assertion_type: text, client_assertion: text, client_id: text }, ['token']),
    responses: answers(
      { 200: { type: 'object', required: ['active'], properties: { active: { type: 'boolean' } } } },
      [400, 401, 403, 413, 415, 503],
      oauthError,
    ),
  },
  'POST /offer/status': {
    requestBody: offerForm,
    responses: answers({ 200: offerStatus }, [400, 403, 413, 415, 429, 503], problem),
  },
  'POST /offer/open': {
    requestBody: offerForm,
    responses: answers({ 204: null }, [400, 403, 413, 415, 429, 503], problem),
  },
  'POST /offer/decline': {
    requestBody: form({ 'pre-authorized_code': code, reason: { enum: ['disowned', 'declined'] } }, [
      'pre-authorized_code',
    ]),
    responses: answers({ 204: null }, [400, 403, 413, 415, 429, 503], problem),
  },
};

const media: Record<string, string> = {
  'GET /metrics': 'text/plain',
  'GET /': 'text/html',
  'GET /{type}': 'text/html',
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
