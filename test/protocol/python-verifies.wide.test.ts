// RFC 7515 §5.2, RFC 7517 §5, RFC 7638 §3, RFC 9068 §4: joserfc and Authlib, another language, verify what we sign.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { python } from './python.ts';

const program = `
import json, sys
from authlib.jose import JsonWebKey, JsonWebToken
from joserfc import jws
from joserfc.jwk import KeySet
given = json.load(sys.stdin)
keys = KeySet.import_key_set(given["jwks"])
for key in keys.keys:
    assert key.thumbprint() == key.kid, "a kid is not the RFC 7638 thumbprint"
out = []
for name in ("token", "receipt"):
    found = jws.deserialize_compact(given[name], keys, algorithms=["ES256"])
    again = JsonWebToken(["ES256"]).decode(given[name], JsonWebKey.import_key_set(given["jwks"]))
    claims = json.loads(found.payload)
    assert claims == dict(again), "the two libraries read different claims"
    out.append([found.headers()["typ"], claims])
    head, body, mac = given[name].split(".")
    for bad in (head + "." + body + "." + mac[::-1], head + "." + mac + "." + mac):
        try:
            jws.deserialize_compact(bad, keys, algorithms=["ES256"])
        except Exception:
            continue
        raise AssertionError("a broken " + name + " passed")
json.dump(out, sys.stdout)
`;

test('joserfc and Authlib verify our tokens and receipts from the published keys', (t) => {
  const found = python('joserfc==1.8.0', 'Authlib==1.9.9');
  if ('why' in found) return t.skip(found.why);
  return (async () => {
    const house = await install();
    const client = createPlainClient(house.fetch, house.issuer);
    const offer = await house.offered(maria);
    const { body } = await client.redeem(offer.code, offer.digits);
    const token = String(body.access_token);
    const done = await client.transact(token, 'add_user', anna);
    const jwks = await (await house.fetch('/oauth/jwks')).json();
    const input = JSON.stringify({ jwks, token, receipt: done.body.signed_receipt });
    const ran = spawnSync(`${found.bin}python`, ['-W', 'ignore', '-c', program], { input, encoding: 'utf8' });
    assert.equal(ran.status, 0, ran.stderr);
    const told = JSON.parse(ran.stdout) as [string, { jti: string }][];
    assert.deepEqual(
      told.map(([typ]) => typ),
      ['at+jwt', 'voicegrant-receipt+jwt'],
    );
    assert.equal(told[1]?.[1].jti, done.body.receipt);
  })();
});
