import type { Endpoint } from './endpoint.ts';
import { json } from './respond.ts';

/** The one credential that is issued here: the receipt of what a caller did. */
export const receiptConfiguration = 'voicegrant_receipt';
export const receiptCredentialType = 'urn:voicegrant:receipt:1';

const claim = (name: string, english: string, spanish: string) => ({
  path: [name],
  display: [
    { name: english, locale: 'en' },
    { name: spanish, locale: 'es' },
  ],
});

/**
 * `GET /.well-known/openid-credential-issuer` (OpenID4VCI 1.0 §12.2). No `authorization_servers`: the issuer is its own.
 * No batches, no deferred answers, no encrypted ones: what is not named is not served.
 */
export const createCredentialMetadataEndpoint = (settings: { issuer: string; brand: string }): Endpoint => {
  const { issuer, brand } = settings;
  const document = {
    credential_issuer: issuer,
    credential_endpoint: `${issuer}/credential`,
    nonce_endpoint: `${issuer}/credential/nonce`,
    display: [{ name: brand }],
    credential_configurations_supported: {
      [receiptConfiguration]: {
        format: 'dc+sd-jwt',
        vct: receiptCredentialType,
        cryptographic_binding_methods_supported: ['jwk'],
        credential_signing_alg_values_supported: ['ES256'],
        proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
        credential_metadata: {
          display: [
            { name: 'Receipt', locale: 'en' },
            { name: 'Recibo', locale: 'es' },
          ],
          claims: [
            claim('action', 'What was done', 'Qué se hizo'),
            claim('reference', 'Reference', 'Referencia'),
            claim('outcome', 'Outcome', 'Resultado'),
          ],
        },
      },
    },
  };
  return () => json(200, document);
};

/** `GET /.well-known/jwt-vc-issuer` (draft-ietf-oauth-sd-jwt-vc §5): where a verifier finds the keys. */
export const createCredentialKeysEndpoint = (issuer: string): Endpoint => {
  const document = { issuer, jwks_uri: `${issuer}/oauth/jwks` };
  return () => json(200, document);
};
