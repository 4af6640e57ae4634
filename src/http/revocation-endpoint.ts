import { sha256, WireError } from '#core';
import type { Grants } from '#grant';
import type { AccessTokens, Authentication, Form, Revoked } from '#token';
import { readForm } from './body.ts';
import type { Endpoint } from './endpoint.ts';
import { empty } from './respond.ts';

type Ports = {
  readonly tokens: AccessTokens;
  readonly grants: Grants;
  readonly revoked: Revoked;
  readonly authenticate: (form: Form) => Promise<Authentication>;
};

/** A caller who says who it is must prove it, before anything is done (RFC 7009 §2.1); nobody has to. */
const requireClient = async ({ authenticate }: Ports, form: Form): Promise<void> => {
  if (form.get('client_assertion') === undefined && form.get('client_assertion_type') === undefined) return;
  const client = await authenticate(form);
  if (!client.ok || !client.may.includes('revoke')) throw new WireError('invalid_client', 'revocation');
};

/**
 * `POST /oauth/revoke` (RFC 7009 §2.1, §2.2): whoever holds the token may kill its grant; holding it is enough, since
 * killing can only take away. Answers 200 for any token, known or not, after the same work whatever it was and whatever
 * became of its grant, so that its time tells nothing (R-O14).
 */
export const createRevocationEndpoint =
  (ports: Ports): Endpoint =>
  async (request) => {
    const form = await readForm(request);
    await requireClient(ports, form);
    const token = form.get('token');
    if (token === undefined) throw new WireError('invalid_request', 'no token');
    const checked = ports.tokens.verifyEvenly(token);
    const grant = (checked.ok ? checked.claims.grant_id : '') as Parameters<Grants['kill']>[0];
    const named = checked.ok ? { grant, token: checked.claims.jti } : null;
    await ports.grants.revoke(named, sha256(token), ports.revoked.noted);
    return empty(200);
  };
