// In: requests. Out: responses; one file per endpoint, nothing but request → room → response.
// respond.ts is the only place that turns an error into an answer, body.ts the only one that reads a body.
// Must never: decide what a room decides, take a store's entry apart, or put a room's or a library's words on the wire.
export { createCatalogueEndpoint } from './catalogue-endpoint.ts';
export { createConsoleEndpoints } from './console-endpoints.ts';
export { createConsoleLogin } from './console-login.ts';
export {
  createCredentialEndpoint,
  createCredentialNonceEndpoint,
  createReceiptOfferEndpoint,
} from './credential-endpoint.ts';
export {
  createCredentialKeysEndpoint,
  createCredentialMetadataEndpoint,
  receiptCredentialType,
} from './credential-metadata-endpoint.ts';
export { createCredentialOfferEndpoint } from './credential-offer-endpoint.ts';
export type { Endpoint, RequestInfo } from './endpoint.ts';
export type { HandsetPorts } from './handset-endpoints.ts';
export { createHandsetEndpoints } from './handset-endpoints.ts';
export { createHealthEndpoints, type Neighbours } from './health-endpoints.ts';
export { createIntrospectionEndpoint } from './introspection-endpoint.ts';
export { createJwksEndpoint } from './jwks-endpoint.ts';
export { createThrottle } from './limits.ts';
export { createLoginEndpoints } from './login-endpoints.ts';
export { createMetadataEndpoint } from './metadata-endpoint.ts';
export { createMetricsEndpoint } from './metrics-endpoint.ts';
export { createOfferEndpoints } from './offer-endpoints.ts';
export { createOpenApiEndpoint } from './openapi-endpoint.ts';
export { requireSameOrigin } from './origin.ts';
export { createPageEndpoints } from './page-endpoint.ts';
export type { Proofs } from './proof.ts';
export type { Manner } from './respond.ts';
export { refusal, securityHeaders } from './respond.ts';
export { createRevocationEndpoint } from './revocation-endpoint.ts';
export { createTokenEndpoint } from './token-endpoint.ts';
export { createTransactionEndpoint } from './transaction-endpoint.ts';
export type { TwilioCallPorts } from './twilio-endpoints.ts';
export { createTwilioCallEndpoints, createTwilioTextEndpoint } from './twilio-endpoints.ts';
