import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { lastDigits } from '../../tools/call/heard.ts';
import { type OwnServer, startServer } from '../../tools/call/server.ts';
import { closeBrowser, type View, withPage } from './browser.ts';

let server: OwnServer;
before(async () => {
  server = await startServer({ ...process.env, VOICEGRANT_TEXTS_PER_HOUR: '10', VOICEGRANT_TEXTS_PER_DAY: '20' });
});
after(async () => {
  await server.close();
  await closeBrowser();
});

const pin = '48291306';

/** What is wrong with the screen as it stands: axe findings and a sideways scroll. */
const faultsOf = async (page: Page): Promise<string[]> => {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .exclude('iframe')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return [
    ...(wide > 0 ? [`scrolls ${wide} px sideways`] : []),
    ...violations.map(({ id, nodes }) => `axe ${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`),
  ];
};

/** Opens the handset as a first visitor; answers what the browser complains of meanwhile. */
const openHandset = async (page: Page): Promise<string[]> => {
  const seen: string[] = [];
  page.on('pageerror', (error) => seen.push(`script: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && seen.push(message.text()));
  await page.goto(`${server.url}/handset`);
  await page.locator('body[data-ready]').waitFor();
  return seen;
};

const show = (page: Page, tab: 'phone' | 'mobile' | 'journal', narrow: boolean) =>
  narrow ? page.locator(`#tab-${tab}`).click() : Promise.resolve();

const bot = (page: Page, words: string) => page.locator('.said.bot', { hasText: words }).last();

/** A call up to the text, by the handset's own buttons. */
const askForAnna = async (page: Page) => {
  await page.locator('#call').click();
  await bot(page, 'user ID').waitFor();
  await page.locator('#key-id').click();
  await bot(page, 'key in your PIN').waitFor();
  await page.locator('#key-pin').click();
  await bot(page, 'What would you like to do').waitFor();
  await page.locator('#sentence').fill('I want to add my wife');
  await page.locator('#send').click();
  await bot(page, 'six digits are').waitFor();
};

const openPage = async (page: Page) => {
  await page.locator('#banner').click();
  return page.frameLocator('#frame iframe');
};

const heardDigits = async (page: Page): Promise<string> =>
  lastDigits(await page.locator('.said.bot').allInnerTexts(), 6) ?? '';

const views: readonly (readonly [string, View, boolean])[] = [
  ['at 1280×800', { width: 1280, height: 800 }, false],
  ['at 360×740', { width: 360, height: 740 }, true],
];

for (const [name, view, narrow] of views) {
  describe(`the handset ${name}`, () => {
    it('carries a whole call: Anna is added on the page in its frame, and the bot says so', () =>
      withPage(async (page) => {
        const seen = await openHandset(page);
        assert.deepEqual(await faultsOf(page), []);
        await askForAnna(page);
        assert.deepEqual(await faultsOf(page), []);
        await show(page, 'mobile', narrow);
        await page.locator('#banner').waitFor();
        assert.deepEqual(await faultsOf(page), []);
        const frame = await openPage(page);
        await frame.getByLabel('Type the six digits you hear').pressSequentially(await heardDigits(page));
        await frame.getByRole('button', { name: 'Continue' }).click();
        await frame.getByLabel('First name').fill('Anna');
        await frame.getByLabel('Last name').fill('Ortiz');
        await frame.getByLabel('Day').fill('12');
        await frame.getByLabel('Month').fill('4');
        await frame.getByLabel('Year').fill('1988');
        await frame.getByRole('radio', { name: 'Spouse' }).check();
        await frame.getByRole('button', { name: 'Add Anna to my account' }).click();
        await frame.getByRole('heading', { name: 'Anna Ortiz is now on your account' }).waitFor();
        await show(page, 'phone', narrow);
        await bot(page, 'Anna Ortiz is now on your account').waitFor();
        await bot(page, 'anything else').waitFor();
        await show(page, 'journal', narrow);
        await page.locator('#station-consumed.lit').waitFor();
        await page.locator('.entry summary').last().click();
        await page.locator('#token summary').click();
        assert.match((await page.locator('#claims').textContent()) ?? '', /"scope": "add_user"/);
        assert.deepEqual(await faultsOf(page), []);
        assert.deepEqual(seen, []);
      }, view));

    it('plays a call file step by step, and ticks what was expected', () =>
      withPage(async (page) => {
        await openHandset(page);
        await page.locator('#scenario').selectOption('hang-up-before-submit.call');
        await page.locator('#pace').selectOption('quick');
        await page.locator('#play').click();
        await page.getByText('steps went as the file says').waitFor({ timeout: 40_000 });
        assert.equal(await page.locator('#steps li:not(.met)').count(), 0);
        await page.locator('#station-dead.lit').waitFor();
        assert.deepEqual(await faultsOf(page), []);
      }, view));
  });
}

describe('the handset', () => {
  it('shows a PIN as dots only, and none in the journal', () =>
    withPage(async (page) => {
      await openHandset(page);
      await page.locator('#call').click();
      await bot(page, 'user ID').waitFor();
      await page.locator('#key-id').click();
      await bot(page, 'key in your PIN').waitFor();
      for (const key of pin) await page.locator(`#keypad [data-key="${key}"]`).click();
      await bot(page, 'What would you like to do').waitFor();
      const said = await page.locator('#captions').innerText();
      assert.ok(said.includes('••••••••'));
      assert.ok(!said.includes(pin));
      await page.locator('#tab-journal').click();
      await page.getByText('knows this id and PIN').waitFor();
      assert.ok(!(await page.locator('#entries').innerText()).includes(pin));
    }, {}));

  it('ends a call whose line is lost when its lease has run out, and the page says so', () =>
    withPage(
      async (page) => {
        await openHandset(page);
        await askForAnna(page);
        const frame = await openPage(page);
        await frame.getByLabel('Type the six digits you hear').waitFor();
        await page.locator('#lose').click();
        await page.locator('#ff30').click();
        await page.locator('#station-dead.lit').waitFor();
        await frame.getByRole('heading', { name: 'Your call has ended' }).waitFor();
      },
      { width: 1280, height: 800 },
    ));

  it('answers under a policy that lets nothing in and no one frame it', async () => {
    const answer = await fetch(`${server.url}/handset`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /^default-src 'none'; script-src 'sha256-/);
    assert.match(policy, /frame-ancestors 'none'.*require-trusted-types-for 'script'/);
    assert.ok(!policy.includes('unsafe'));
  });
});
