import { WireError } from '#core';
import type { Grants } from '#grant';
import type { AccessTokens, Authentication, Form } from '#token';
import { readForm } from './body.ts';
import type { Endpoint } from './endpoint.ts';
import { json } from './respond.ts';

type Ports = {
  readonly tokens: AccessTokens;
  readonly grants: Grants;
  readonly authenticate: (form: Form) => Promise<Authentication>;
};

/** Bytes for whatever is not active: unknown, expired, revoked, used or somebody else's (RFC 7662 §2.2). */
const inactive = { active: false };

/**
 * `POST /oauth/introspect` (RFC 7662 §2.1): for authenticated callers only. Active means usable at this instant, by the grant's
 * row and the call's lease. The same work is done for every token, so that its time tells nothing (R-O15).
 */
export const createIntrospectionEndpoint =
  (ports: Ports): Endpoint =>
  async (request) => {
    const form = await readForm(request);
    const client = await ports.authenticate(form);
    if (!client.ok || !client.may.includes('introspect')) throw new WireError('invalid_client', 'introspection');
    const token = form.get('token');
    if (token === undefined) throw new WireError('invalid_request', 'no token');
    const checked = ports.tokens.verifyEvenly(token);
    const wanted = checked.ok ? checked.claims.grant_id : 'grant_AAAAAAAAAAAAAAAAAAAAAA';
    const standing = await ports.grants.lookById(wanted as Parameters<Grants['lookById']>[0]);
    if (!checked.ok || standing === null) return json(200, inactive);
    const { claims } = checked;
    const { grant, reason } = standing;
    if (grant.state !== 'redeemed' || reason !== null || grant.tokenId !== claims.jti) return json(200, inactive);
    const { iss, aud, sub, client_id, scope, exp, iat, jti, cnf, authorization_details, acr, amr, auth_time } = claims;
    return json(200, {
      active: true,
      token_type: 'DPoP',
      ...{ iss, aud, sub, client_id, scope, exp, iat, jti, cnf, authorization_details, acr, amr, auth_time },
    });
  };
