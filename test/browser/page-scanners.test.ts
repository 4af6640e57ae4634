// Shows threat T-01 (test/threat/threats.ts): fifty scanners in a real browser, before the person whose link it is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { browser, closeBrowser, withPage } from './browser.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { fillForm, screen, typeDigits } from './states.ts';

let server: FakeServer;
before(async () => {
  server = await startFakeServer();
});
after(async () => {
  await server?.close();
  await closeBrowser();
});

const agents: readonly string[] = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0',
  'WhatsApp/2.23.20.0',
  'TelegramBot (like TwitterBot)',
  'Mozilla/5.0 (compatible; SafeLinks/1.0) HeadlessChrome/156.0.0.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36',
];

/** What scanners do with a page that they have loaded, none of which is a hand on the glass. */
const behaviours: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  'only loads': async () => undefined,
  'waits half a minute': (page) => page.clock.runFor(30_000),
  'scrolls to the end': (page) => page.evaluate(() => scrollTo(0, document.body.scrollHeight)),
  'moves a pointer about': (page) => page.mouse.move(100, 200, { steps: 5 }),
  'reads every text and takes a picture': async (page) => [await page.content(), await page.screenshot()],
  reloads: (page) => page.reload(),
  'fires made-up keys and touches': (page) =>
    page.evaluate(() => {
      for (const target of document.querySelectorAll('*')) {
        for (const kind of ['pointerdown', 'pointerup', 'mousedown', 'touchstart'])
          target.dispatchEvent(new Event(kind, { bubbles: true }));
        target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      }
    }),
  'presses every button by script': (page) =>
    page.evaluate(() => {
      for (const button of document.querySelectorAll('button')) button.click();
    }),
  'types digits and sends every form by script': (page) =>
    page.evaluate(() => {
      for (const input of document.querySelectorAll('input')) {
        input.value = '482193';
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }
      for (const form of document.querySelectorAll('form')) form.requestSubmit();
    }),
  'asks with other methods and prefetches': (page) =>
    page.evaluate(async () => {
      const hint = document.createElement('link');
      hint.rel = 'prefetch';
      hint.href = location.pathname;
      document.head.append(hint);
      for (const method of ['HEAD', 'OPTIONS', 'GET'])
        await fetch(location.pathname, { method }).catch(() => undefined);
    }),
};

test('fifty scanners open a link first; nothing changes, no try is spent, and its person still succeeds', async (t) => {
  const profiles = agents.flatMap((agent) =>
    Object.entries(behaviours).map((behaviour) => [agent, ...behaviour] as const),
  );
  assert.equal(profiles.length, 50);
  const grant = server.offer();
  const scan = async ([userAgent, name, act]: (typeof profiles)[number]): Promise<void> => {
    const context = await (await browser()).newContext({ userAgent, viewport: { width: 800, height: 600 } });
    context.setDefaultTimeout(10_000);
    try {
      const page = await context.newPage();
      await page.clock.install();
      await page.goto(grant.link);
      await screen(page, 'start');
      await act(page);
      await page.clock.runFor(5000);
    } finally {
      await context.close();
    }
    assert.deepEqual([grant.state, grant.opened, grant.attempts], ['offered', 0, 5], name);
  };
  const rest = [...profiles];
  const worker = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) await scan(next);
  };
  await Promise.all([worker(), worker(), worker()]);
  const asked = new Set(server.requests.map(({ method, path }) => `${method} ${path}`));
  t.diagnostic([...asked].sort().join(', '));
  for (const path of ['/oauth/token', '/offer/open', '/offer/decline', '/transactions/add_user'])
    assert.equal(asked.has(`POST ${path}`), false, path);
  await withPage(async (page) => {
    await page.goto(grant.link);
    await typeDigits(page, grant.digits);
    await screen(page, 'form');
    await fillForm(page);
    await page.locator('button.main').click();
    await screen(page, 'done');
  });
});
