import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { closeBrowser, withPage } from './browser.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { states } from './states.ts';

let server: FakeServer;
before(async () => {
  server = await startFakeServer();
});
after(async () => {
  await server?.close();
  await closeBrowser();
});

/** What is wrong with a screen as it stands: a sideways scroll, targets that are too small, axe findings. */
const faultsOf = async (page: Page, axe: boolean): Promise<string[]> => {
  const faults: string[] = [];
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
    for (const { id, nodes } of violations)
      faults.push(`axe ${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
  }
  return faults;
};

/** What a screen reader has no name for, and what it would not hear: as the browser's accessibility tree has it. */
const unheardIn = async (page: Page): Promise<string[]> => {
  const lines = (await page.locator('body').ariaSnapshot()).split('\n').map((line) => line.trim());
  const unnamed = lines.filter((line) => /^- (textbox|button|radio|checkbox|combobox|group|link)(:| \[|$)/.test(line));
  const live = await page.locator('[role=status]').count();
  return [
    ...unnamed.map((line) => `without a name: ${line}`),
    ...(lines.some((line) => /^- heading ".+" \[level=1\]/.test(line)) ? [] : ['no heading of the first level']),
    ...(live >= 2 ? [] : ['no place for news']),
  ];
};

/** One arrival is looked at in every size and light, as if the same person had each device. */
const views: readonly (readonly [
  name: string,
  width: number,
  height: number,
  dark: boolean,
  axe: boolean,
  text?: string,
])[] = [
  ['phone', 360, 740, false, true],
  ['phone, dark', 360, 740, true, false],
  ['desktop', 1280, 800, false, false],
  ['desktop, dark', 1280, 800, true, true],
  ['tablet', 768, 1024, false, false],
  ['narrow, and 1280 at 400 %', 320, 256, false, false],
  ['phone, text at 200 %', 360, 740, false, false, '34px'],
];

for (const lang of ['en', 'es'] as const) {
  describe(`every state of the page, ${lang}`, { concurrency: 2 }, () => {
    for (const [state, arrive] of Object.entries(states)) {
      test(`${state} can be read and used`, () =>
        withPage(
          async (page) => {
            const seen: string[] = [];
            page.on('pageerror', (error) => seen.push(`script: ${error.message}`));
            page.on('console', (message) => /policy|trusted/i.test(message.text()) && seen.push(message.text()));
            await arrive({ page, server, lang });
            assert.equal(await page.locator('html').getAttribute('lang'), lang);
            assert.equal(await page.locator('h1').count(), 1);
            const faults: string[] = await unheardIn(page);
            for (const [name, width, height, dark, axe, text = ''] of views) {
              await page.evaluate((size) => {
                document.documentElement.style.fontSize = size;
              }, text);
              await page.setViewportSize({ width, height });
              await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
              faults.push(
                ...(await faultsOf(page, axe && (lang === 'en' || !dark))).map((fault) => `${name}: ${fault}`),
              );
            }
            assert.deepEqual([...seen, ...faults], []);
          },
          { lang: lang === 'es' ? 'es-ES' : 'en-US' },
        ));
    }
  });
}
