import { WireError } from '#core';
import { readForm } from './body.ts';
import { receiptConfiguration } from './credential-metadata-endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { json } from './respond.ts';
import { preAuthorizedCodeGrant } from './token-endpoint.ts';

/** The credential offer object of a pre-authorized code (OpenID4VCI 1.0 §4.1.1). It names the digits, never holds them. */
export const credentialOffer = (issuer: string, code: string, digits = 'The six digits you hear on the call.') => ({
  credential_issuer: issuer,
  credential_configuration_ids: [receiptConfiguration],
  grants: {
    [preAuthorizedCodeGrant]: {
      'pre-authorized_code': code,
      tx_code: { input_mode: 'numeric', length: 6, description: digits },
    },
  },
});

/** An offer by value, as a wallet's address (§4.1.2). */
export const addressOf = (offer: ReturnType<typeof credentialOffer>): string =>
  `openid-credential-offer://?${new URLSearchParams({ credential_offer: JSON.stringify(offer) })}`;

/**
 * `POST /offer/credential`: the same offer as a wallet takes it, by value (§4.1.2). Made from the code alone, without a
 * look at any grant: whoever has no code learns nothing here, and whoever has one knew all of it.
 */
export const createCredentialOfferEndpoint =
  (issuer: string): Endpoint =>
  async (request) => {
    const code = (await readForm(request)).get('pre-authorized_code');
    if (code === undefined || !/^(?:[\w-]{43}|\d{8})$/.test(code)) throw new WireError('invalid_request', 'code');
    const offer = credentialOffer(issuer, code);
    return json(200, { credential_offer: offer, address: addressOf(offer) });
  };
