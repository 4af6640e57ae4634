// What only the doctor can find: a clock that is off, a key that is old, another installation behind our own address.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, it } from 'node:test';
import { generateKeyring, readConfig, serialiseKeyring } from '#config';
import { systemRandom } from '#core';
import { examine } from '../../src/host/node/doctor/index.ts';

let issuer = '';
let lateSeconds = 0;
const server = createServer((request, response) => {
  const keys = { keys: [{ kty: 'EC', x: 'somebody-else' }] };
  const body = request.url === '/oauth/jwks' ? keys : { issuer };
  const date = new Date(Date.now() - lateSeconds * 1000).toUTCString();
  response.writeHead(200, { 'content-type': 'application/json', date }).end(JSON.stringify(body));
});
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const findings = async (activeFrom: number) => {
  const document = JSON.parse(serialiseKeyring(generateKeyring(systemRandom, true)).reveal()) as Record<
    string,
    unknown
  >;
  document.receiptKeys = (document.receiptKeys as object[]).map((key) => ({ ...key, activeFrom }));
  const env = { VOICEGRANT_ISSUER: issuer, VOICEGRANT_STORE: 'memory', VOICEGRANT_KEYRING: JSON.stringify(document) };
  const found = await examine(readConfig(env), {}, () => undefined);
  return (part: string) => found.filter((one) => one.part === part && one.state !== 'ok');
};

it('finds a clock that is off, a key that is old and another installation at our address, and says what to do', async () => {
  lateSeconds = 300;
  const year = 365 * 86_400;
  const of = await findings(Math.floor(Date.now() / 1000) - year);
  assert.match(of('clock')[0]?.says ?? '', /^29\d seconds off|^30\d seconds off/);
  assert.equal(of('clock')[0]?.state, 'fault');
  assert.match(of('keys')[0]?.says ?? '', /the receipt key is 36[45] days old/);
  assert.match(of('keys')[0]?.do ?? '', /keys rotate receipt/);
  assert.match(of('origin')[0]?.says ?? '', /another installation answers/);
  lateSeconds = 0;
  const well = await findings(Math.floor(Date.now() / 1000) - 60);
  assert.deepEqual([well('clock'), well('keys')], [[], []]);
});
