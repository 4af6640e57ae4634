import { WireError } from '#core';
import type { Grants } from '#grant';
import type { AccessTokens, Revoked } from '#token';
import { readForm } from './body.ts';
import type { Endpoint } from './endpoint.ts';
import { empty } from './respond.ts';

/** A grant there cannot be, for tokens that name none. */
const nobody = 'grant_AAAAAAAAAAAAAAAAAAAAAA';

type Ports = { readonly tokens: AccessTokens; readonly grants: Grants; readonly revoked: Revoked };

/**
 * `POST /oauth/revoke` (RFC 7009): whoever holds the token may kill its grant; holding it is enough, since killing can only
 * take away. Answers 200 for any token, known or not (§2.2), after the same work whatever became of its grant, so that
 * its time does not tell a used one from a revoked one (R-O14).
 */
export const createRevocationEndpoint =
  (ports: Ports): Endpoint =>
  async (request) => {
    const form = await readForm(request);
    const token = form.get('token');
    if (token === undefined) throw new WireError('invalid_request', 'no token');
    const checked = ports.tokens.verifyEvenly(token);
    const id = (checked.ok ? checked.claims.grant_id : nobody) as Parameters<Grants['kill']>[0];
    const standing = await ports.grants.lookById(id);
    const isOurs = checked.ok && standing?.grant.tokenId === checked.claims.jti;
    await ports.revoked.note(isOurs ? checked.claims.jti : null);
    if (isOurs) await ports.grants.kill(id, 'revoked');
    return empty(200);
  };
