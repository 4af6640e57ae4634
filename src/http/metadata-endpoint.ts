import type { AnyTransaction } from '#transaction';
import type { Endpoint } from './endpoint.ts';
import { json } from './respond.ts';
import { preAuthorizedCodeGrant } from './token-endpoint.ts';

type Settings = {
  readonly issuer: string;
  readonly anonymous: boolean;
  readonly types: readonly AnyTransaction['type'][];
  readonly assertionAlgorithms: readonly string[];
  /** What is enforced on proofs, so that what is said cannot differ from it. */
  readonly proofAlgorithms: readonly string[];
};

/**
 * `GET /.well-known/oauth-authorization-server` (RFC 8414 §2, §3): what is served and nothing else. `grant_types_supported` is
 * explicit, because an absent list means grants we do not have.
 */
export const createMetadataEndpoint = (settings: Settings): Endpoint => {
  const { issuer } = settings;
  const authenticated = {
    auth_methods: ['private_key_jwt'],
    algorithms: [...settings.assertionAlgorithms],
  };
  const document = {
    issuer,
    token_endpoint: `${issuer}/oauth/token`,
    jwks_uri: `${issuer}/oauth/jwks`,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    introspection_endpoint: `${issuer}/oauth/introspect`,
    grant_types_supported: [preAuthorizedCodeGrant],
    response_types_supported: [],
    scopes_supported: settings.types,
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none', ...authenticated.auth_methods],
    revocation_endpoint_auth_signing_alg_values_supported: authenticated.algorithms,
    introspection_endpoint_auth_methods_supported: authenticated.auth_methods,
    introspection_endpoint_auth_signing_alg_values_supported: authenticated.algorithms,
    dpop_signing_alg_values_supported: settings.proofAlgorithms,
    authorization_details_types_supported: settings.types,
    'pre-authorized_grant_anonymous_access_supported': settings.anonymous,
    protected_resources: [issuer],
    service_documentation: `${issuer}/openapi.json`,
  };
  return () => json(200, document);
};
