import { WireError } from '#core';
import type { Grants } from '#grant';
import type { AccessTokens } from '#token';
import { readForm } from './body.ts';
import type { Endpoint } from './endpoint.ts';
import { empty } from './respond.ts';

type Ports = { readonly tokens: AccessTokens; readonly grants: Grants };

/**
 * `POST /oauth/revoke` (RFC 7009): whoever holds the token may kill its grant; holding it is enough, since killing can only
 * take away. Answers 200 for any token, known or not (§2.2).
 */
export const createRevocationEndpoint =
  (ports: Ports): Endpoint =>
  async (request) => {
    const form = await readForm(request);
    const token = form.get('token');
    if (token === undefined) throw new WireError('invalid_request', 'no token');
    const checked = ports.tokens.verify(token);
    if (checked.ok) {
      const id = checked.claims.grant_id as Parameters<Grants['kill']>[0];
      const standing = await ports.grants.lookById(id);
      if (standing?.grant.tokenId === checked.claims.jti) await ports.grants.kill(id, 'revoked');
    }
    return empty(200);
  };
