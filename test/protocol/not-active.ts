// Tokens of every kind that is not active, for the tests of what introspection and revocation let slip.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { type Installation, install, james, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';

const caller = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export const tokenOf = async (house: Installation, who = maria) => {
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(who);
  const { body } = await client.redeem(offer.code, offer.digits);
  return { client, call: offer.call, token: String(body.access_token) };
};

/** One token of every kind that is not active, at one installation. */
export const notActive = async (given: Parameters<typeof install>[0] = {}) => {
  const jwk = { ...caller.publicKey.export({ format: 'jwk' }), kid: 'one' };
  const env = { VOICEGRANT_CLIENTS: JSON.stringify([{ client_id: 'desk', jwks: { keys: [jwk] } }]) };
  const house = await install({ ...given, env });
  const elsewhere = await install();
  const expired = (await tokenOf(house, james)).token;
  house.clock.advance(400);
  elsewhere.clock.advance(400);
  const foreign = (await tokenOf(elsewhere)).token;
  const used = await tokenOf(house);
  await used.client.transact(used.token, 'add_user', anna);
  await house.hangUp(used.call);
  const revoked = await tokenOf(house);
  await revoked.client.form('/oauth/revoke', { token: revoked.token });
  await house.hangUp(revoked.call);
  const live = await tokenOf(house, james);
  const ended = await tokenOf(house);
  await house.hangUp(ended.call);
  const [head, body, signature = ''] = foreign.split('.');
  const kinds = {
    unknown: `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    garbage: 'x'.repeat(foreign.length),
    expired,
    foreign,
    used: used.token,
    revoked: revoked.token,
    'of a call that ended': ended.token,
  };
  const assertion = () => {
    const claims = {
      iss: 'desk',
      sub: 'desk',
      aud: house.issuer,
      jti: randomUUID(),
      exp: Math.floor(house.clock.now()) + 60,
    };
    const input = `${encode({ alg: 'ES256', kid: 'one' })}.${encode(claims)}`;
    const made = sign('sha256', Buffer.from(input), { key: caller.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${input}.${made.toString('base64url')}`;
  };
  const post = (path: string, form: Record<string, string>) =>
    house.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
  const introspection = (token: string) => ({
    token,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion(),
  });
  return {
    house,
    kinds,
    /** One that is active. */
    live: live.token,
    introspect: (token: string) => post('/oauth/introspect', introspection(token)),
    revoke: (token: string) => post('/oauth/revoke', { token }),
  };
};
