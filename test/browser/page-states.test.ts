import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { closeBrowser, type View, withPage } from './browser.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { states } from './states.ts';

let server: FakeServer;
before(async () => {
  server = await startFakeServer();
});
after(async () => {
  await server.close();
  await closeBrowser();
});

/** What is wrong with a screen as it stands: policy violations, script errors, a sideways scroll, axe findings. */
const faultsOf = async (page: Page, seen: string[], axe: boolean): Promise<string[]> => {
  const faults = [...seen];
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) faults.push(`scrolls ${wide} px sideways`);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, select, input:not(.picker), label.choice')]
      .filter((element) => !element.closest('label.choice') || element.matches('label'))
      .filter((element) => element.offsetHeight < 48)
      .map((element) => `${element.tagName} ${element.textContent} is ${element.offsetHeight} px high`),
  );
  faults.push(...small);
  if (axe) {
    // Everything is in one document, so that the second page axe would open for frames is not needed.
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode(true)
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    for (const { id, nodes } of violations) faults.push(`axe ${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
  }
  return faults;
};

const views: readonly (readonly [name: string, view: View, axe: boolean])[] = [
  ['phone en', { lang: 'en-US' }, true],
  ['phone es dark', { lang: 'es-ES', dark: true }, true],
  ['desktop es', { width: 1280, height: 800, lang: 'es-ES' }, false],
  ['desktop en dark', { width: 1280, height: 800, lang: 'en-US', dark: true }, false],
  ['narrow es', { width: 320, height: 568, lang: 'es-ES' }, false],
  ['desktop en at 400 %', { width: 1280, height: 1024, lang: 'en-US', zoom: 4 }, false],
];

for (const [name, view, axe] of views) {
  describe(`every state, ${name}`, { concurrency: 3 }, () => {
    const lang = view.lang?.startsWith('es') ? 'es' : 'en';
    for (const [state, arrive] of Object.entries(states)) {
      test(`${state} can be read and used`, () =>
        withPage(async (page) => {
          const seen: string[] = [];
          page.on('pageerror', (error) => seen.push(`script: ${error.message}`));
          page.on('console', (message) => /policy|trusted/i.test(message.text()) && seen.push(message.text()));
          await arrive({ page, server, lang });
          assert.equal(await page.locator('html').getAttribute('lang'), lang);
          assert.equal(await page.locator('h1').count(), 1);
          assert.deepEqual(await faultsOf(page, seen, axe), []);
        }, view));
    }
  });
}
