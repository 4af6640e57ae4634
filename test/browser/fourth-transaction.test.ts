// One new file and one line: what that buys, on the telephone, at the API and on the page.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { shipped } from '#transaction';
import { replaceCard } from '../../examples/transactions/replace-card.ts';
import { type Installation, install, maria } from '../journey/installation.ts';
import { createPlainClient } from '../journey/plain-client.ts';
import { closeBrowser, withPage } from './browser.ts';

let house: Installation;
const server = createServer((request, response) => listener(request, response));
let listener: ReturnType<typeof getRequestListener>;

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  house = await install({ transactions: [...shipped, replaceCard], env: { PORT: String(port) } });
  listener = getRequestListener((request) => house.app.fetch(request), { overrideGlobalObjects: false });
});

after(async () => {
  await closeBrowser();
  server.closeAllConnections();
  server.close();
});

test('the bot understands the new wish and the page finishes it', { timeout: 120_000 }, async () => {
  const offer = await house.offered(maria, 'I lost my card');
  await withPage(async (page) => {
    await page.goto(`${house.issuer}/replace_card#${offer.code}`);
    await page.getByRole('textbox').first().fill(offer.digits);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Last four digits of the card').fill('4821');
    await page.getByLabel('Stolen').check();
    await page.getByLabel('Send it by express').check();
    await page.getByRole('button', { name: 'Replace my card' }).click();
    await page.getByText('Your card ending 4821 is being replaced').waitFor();
  });
  assert.deepEqual(
    (await house.changes(maria)).map(({ action, input }) => [action, { ...(input as object) }]),
    [['replace_card', { last_four: '4821', reason: 'stolen', express: true }]],
  );
  const heard = await house.quiet(offer.call);
  assert.match(heard.say.join(' '), /is being replaced/);
});

test('the catalogue, the description and the metadata know it, and a plain client can use it', async () => {
  const client = createPlainClient(house.fetch, house.issuer);
  const catalogue = (await (await house.fetch('/transactions')).json()) as { type: string }[];
  assert.deepEqual(
    catalogue.map(({ type }) => type),
    ['add_user', 'change_address', 'add_payee', 'replace_card'],
  );
  const { paths } = (await (await house.fetch('/openapi.json')).json()) as { paths: Record<string, unknown> };
  assert.ok('/transactions/replace_card' in paths);
  const { body } = await client.get('/.well-known/oauth-authorization-server');
  assert.ok((body.authorization_details_types_supported as string[]).includes('replace_card'));
  const offer = await house.offered(maria, 'my card was stolen');
  const token = String((await client.redeem(offer.code, offer.digits)).body.access_token);
  const done = await client.transact(token, 'replace_card', { last_four: '1111', reason: 'lost', express: false });
  assert.equal(done.status, 201);
});
