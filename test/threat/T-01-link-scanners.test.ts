// T-01. Attacker: nobody with a plan; the preview bots, mail gateways and prefetching browsers that open every link first.
// Control: a page is the same inert bytes for everyone (src/http/page-endpoint.ts); only a POST with a code does anything.
// Failure would show as an offer that is opened, spent or counted before its person came.
// (A real browser that runs the script and touches nothing: test/browser/page-flow.test.ts.)
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { install, maria } from '../journey/installation.ts';
import { anna, createPlainClient } from '../journey/plain-client.ts';
import { tell } from './tell.ts';

const agents = [
  'facebookexternalhit/1.1',
  'Twitterbot/1.0',
  'WhatsApp/2.23.20.0',
  'TelegramBot (like TwitterBot)',
  'Slackbot-LinkExpanding 1.0',
  'Mozilla/5.0 (compatible; Discordbot/2.0)',
  'Mozilla/5.0 (Macintosh) AppleWebKit/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0',
  'Google-PageRenderer',
  'Mozilla/5.0 (compatible; Googlebot/2.1)',
  'BarracudaCentral',
  'Mozilla/5.0 (Windows NT 10.0) SafeLinks',
  'Mimecast',
  'curl/8.5.0',
  'python-requests/2.32',
  'Mozilla/5.0 (X11; Linux x64) HeadlessChrome/140.0',
  '',
];
const manners: readonly Record<string, string>[] = [
  {},
  { purpose: 'prefetch' },
  { 'sec-purpose': 'prefetch;prerender' },
  { 'x-purpose': 'preview' },
  { 'x-moz': 'prefetch', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
];
const profiles = agents.flatMap((agent, index) =>
  manners.map((manner) => ({ ...manner, 'user-agent': agent, accept: index % 2 ? '*/*' : 'text/html' })),
);

test('fifty scanners open the link twenty times each before its person does, and spend nothing', async (t) => {
  const house = await install();
  const client = createPlainClient(house.fetch, house.issuer);
  const offer = await house.offered(maria);
  const link = new URL(/http\S+/.exec(house.lastText(maria))?.[0] ?? '');
  const before = await client.form('/offer/status', { 'pre-authorized_code': offer.code });
  let tries = 0;
  const bodies = new Set<string>();
  for (const headers of profiles) {
    for (let hit = 0; hit < 20; hit += 1) {
      const method = ['GET', 'HEAD', 'OPTIONS', 'GET'][hit % 4] ?? 'GET';
      // Some scanners send what stands after the sign as if it were part of the address.
      const path = `${link.pathname}${hit % 5 === 4 ? `?code=${offer.code}` : link.search}`;
      const response = await house.fetch(path, { method, headers });
      if (method === 'GET' && hit % 5 !== 4) bodies.add(await response.text());
      tries += 1;
    }
    await house.fetch('/offer/open', { headers });
    await house.fetch('/oauth/token', { headers });
  }
  assert.ok(profiles.length >= 50);
  assert.equal(bodies.size, 1, 'the page is the same for everyone');
  const after = await client.form('/offer/status', { 'pre-authorized_code': offer.code });
  tell(t, 'T-01', tries, JSON.stringify(after.body) === JSON.stringify(before.body) ? 0 : 1);
  const heard = await house.quiet(offer.call);
  assert.doesNotMatch(heard.say.join(' '), /opened/);
  const redeemed = await client.redeem(offer.code, offer.digits);
  assert.equal((await client.transact(String(redeemed.body.access_token), 'add_user', anna)).status, 201);
});
