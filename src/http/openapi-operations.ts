import { receiptConfiguration } from './credential-metadata-endpoint.ts';
import { preAuthorizedCodeGrant } from './token-endpoint.ts';

export type Schema = Record<string, unknown>;

export const text: Schema = { type: 'string' };
export const object = (properties: Record<string, Schema>, required = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});
export const problem = { $ref: '#/components/schemas/Problem' };
const oauthError = { $ref: '#/components/schemas/OAuthError' };

const form = (properties: Record<string, Schema>, required: readonly string[]): Schema => ({
  required: true,
  content: { 'application/x-www-form-urlencoded': { schema: { type: 'object', properties, required } } },
});

export const answers = (
  success: Record<string, Schema | null>,
  refusals: readonly number[],
  error: Schema,
): Schema => ({
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
export const dpop = { name: 'DPoP', in: 'header', required: true, schema: text, description: 'RFC 9449 proof.' };

export const receipt = object({ receipt: text, reference: text, type: text, message: text, signed_receipt: text });
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
    lang: { type: 'string', pattern: '^[a-z]{2,3}$' },
    attempts_remaining: { type: 'integer', minimum: 0 },
    sign_in: { enum: ['needed', 'other_person', 'done'] },
  },
};

/** What each operation takes and gives beyond its row in the route table. */
export const operations: Record<string, Schema> = {
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
    requestBody: form(
      { token: text, token_type_hint: text, client_assertion_type: text, client_assertion: text, client_id: text },
      ['token'],
    ),
    responses: answers({ 200: null }, [400, 401, 403, 413, 415, 503], oauthError),
  },
  'POST /oauth/introspect': {
    requestBody: form({ token: text, client_assertion_type: text, client_assertion: text, client_id: text }, ['token']),
    responses: answers(
      { 200: { type: 'object', required: ['active'], properties: { active: { type: 'boolean' } } } },
      [400, 401, 403, 413, 415, 503],
      oauthError,
    ),
  },
  'POST /credential': {
    parameters: [dpop],
    security: [{ dpop: [] }],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: object({
            credential_configuration_id: { const: receiptConfiguration },
            proofs: object({ jwt: { type: 'array', items: text, minItems: 1, maxItems: 1 } }),
          }),
        },
      },
    },
    responses: answers(
      { 200: object({ credentials: { type: 'array', items: object({ credential: text }), minItems: 1 } }) },
      [400, 401, 403, 413, 415, 503],
      oauthError,
    ),
  },
  'POST /credential/offer': {
    parameters: [dpop],
    security: [{ dpop: [] }],
    requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
    responses: answers(
      {
        200: object({
          ...{ credential_offer: { type: 'object' }, address: text },
          ...{ tx_code: { type: 'string', pattern: '^[0-9]{6}$' }, expires_in: { type: 'integer', minimum: 1 } },
        }),
      },
      [400, 401, 403, 413, 415, 503],
      oauthError,
    ),
  },
  'POST /credential/nonce': { responses: answers({ 200: object({ c_nonce: text }) }, [403], oauthError) },
  'POST /offer/credential': {
    requestBody: form({ 'pre-authorized_code': { type: 'string', pattern: '^(?:[A-Za-z0-9_-]{43}|[0-9]{8})$' } }, [
      'pre-authorized_code',
    ]),
    responses: answers(
      { 200: object({ credential_offer: { type: 'object' }, address: text }) },
      [400, 403, 413, 415, 503],
      problem,
    ),
  },
  'GET /.well-known/oauth-authorization-server': {
    responses: answers({ 200: object({ issuer: text, token_endpoint: text, jwks_uri: text }) }, [], oauthError),
  },
  'GET /.well-known/openid-credential-issuer': {
    responses: answers(
      {
        200: object({
          credential_issuer: text,
          credential_endpoint: text,
          nonce_endpoint: text,
          credential_configurations_supported: { type: 'object' },
        }),
      },
      [],
      oauthError,
    ),
  },
  'GET /.well-known/jwt-vc-issuer': {
    responses: answers({ 200: object({ issuer: text, jwks_uri: text }) }, [], oauthError),
  },
  'GET /transactions': {
    responses: answers(
      { 200: { type: 'array', items: object({ type: text, title: text, input: { type: 'object' } }) } },
      [],
      problem,
    ),
  },
  'GET /favicon.ico': { responses: answers({ 204: null }, [], problem) },
  'GET /readyz': { responses: answers({ 200: { type: 'object' }, 503: { type: 'object' } }, [], problem) },
  'POST /offer/status': {
    requestBody: offerForm,
    responses: answers({ 200: offerStatus }, [400, 403, 413, 415, 429, 503], problem),
  },
  'POST /offer/open': {
    requestBody: offerForm,
    responses: answers({ 204: null }, [400, 403, 413, 415, 429, 503], problem),
  },
  'POST /login': {
    parameters: [dpop],
    requestBody: offerForm,
    responses: answers({ 200: object({ location: text }) }, [400, 403, 413, 415, 429, 503], problem),
  },
  'POST /offer/decline': {
    requestBody: form({ 'pre-authorized_code': code, reason: { enum: ['disowned', 'declined'] } }, [
      'pre-authorized_code',
    ]),
    responses: answers({ 204: null }, [400, 403, 413, 415, 429, 503], problem),
  },
};
