import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createDesk } from './command-run.ts';
import { install, maria } from './installation.ts';
import { anna, createPlainClient } from './plain-client.ts';

const desk = createDesk();
after(desk.clear);

test('voicegrant receipt verify checks a receipt with the published keys alone', async () => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  const { body: token } = await client.redeem(offer.code, offer.digits);
  const { body } = await client.transact(String(token.access_token), 'add_user', anna);
  const file = (name: string, text: string) => {
    const path = join(desk.folder, name);
    writeFileSync(path, text);
    return path;
  };
  const receipt = String(body.signed_receipt);
  const jwks = file('jwks.json', await (await house.fetch('/oauth/jwks')).text());
  const verify = (path: string) => desk.run(['receipt', 'verify', path, '--jwks', jwks]);

  const plain = await verify(file('receipt.jws', `${receipt}\n`));
  assert.equal(plain.code, 0, plain.err);
  assert.equal(JSON.parse(plain.out).jti, body.receipt);
  assert.equal((await verify(file('answer.json', JSON.stringify(body)))).code, 0, 'the whole answer does as well');

  const [head, , signature] = receipt.split('.');
  const claims = Buffer.from(JSON.stringify({ ...JSON.parse(plain.out), reference: 'XXXX-XX' })).toString('base64url');
  const tampered = await verify(file('tampered.jws', `${head}.${claims}.${signature}`));
  assert.deepEqual([tampered.code, tampered.out], [1, '']);
  const foreign = await verify(file('token.jws', String(token.access_token)));
  assert.equal(foreign.code, 1, 'an access token is no receipt');
  const nobody = await desk.run(['receipt', 'verify', file('r', receipt), '--jwks', file('none', '{"keys":[]}')]);
  assert.equal(nobody.code, 2);
});
