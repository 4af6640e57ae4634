// Why this exists: what people see is looked at, not only tested. `npm run screens` starts the program, makes real calls
// on it, and takes pictures of the handset, the caller's page and the console into docs/screens/.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { closeBrowser, type View, withPage } from '../test/browser/browser.ts';
import { browserScreen } from './call/browser-screen.ts';
import { connectHandset } from './call/handset-line.ts';
import { lastDigits } from './call/heard.ts';
import { startServer } from './call/server.ts';
import { pictureStates } from './screens/page-states.ts';

const folder = fileURLToPath(new URL('../docs/screens/', import.meta.url));
const wide: View = { width: 1160, height: 700 };
const narrow: View = { width: 360, height: 740 };
const anna = new Map([
  ['given_name', 'Anna'],
  ['family_name', 'Ortiz'],
  ['birthdate', '1988-04-12'],
  ['relationship', 'spouse'],
]);

mkdirSync(folder, { recursive: true });
const server = await startServer({ ...process.env, VOICEGRANT_TEXTS_PER_HOUR: '10', VOICEGRANT_TEXTS_PER_DAY: '20' });
const picture = async (page: Page, name: string) => {
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${folder}${name}.png` });
  console.log(`docs/screens/${name}.png`);
};

/** Plays a call file on the handset until `seen` is on its screen. */
const play = async (page: Page, file: string, seen: string, tab = '', pace = 'quick') => {
  await page.goto(`${server.url}/handset`);
  await page.locator('body[data-ready]').waitFor();
  if (await page.locator('#hint-close').isVisible()) await page.locator('#hint-close').click();
  await page.locator('#scenario').selectOption(file);
  await page.locator('#pace').selectOption(pace);
  await page.locator('#play').click();
  await page.locator(seen).first().waitFor({ state: 'attached', timeout: 60_000 });
  if (tab !== '') await page.locator(`#tab-${tab}`).click();
};

/** A call of its own up to its text; answers the link and the digits heard. */
const ask = async () => {
  const handset = await connectHandset(server.url, fetch);
  await handset.line.dial(handset.demo.number, 'en');
  await handset.line.turn({ digits: `${handset.demo.id}#` });
  await handset.line.turn({ digits: `${handset.demo.pin}#` });
  const { say } = await handset.line.turn({ speech: 'I want to add my wife' });
  const body = (await handset.texts.to(handset.demo.number)).at(-1)?.body ?? '';
  return { ...handset.line, link: /https?:\S+/.exec(body)?.[0] ?? '', digits: lastDigits(say, 6) ?? '' };
};

try {
  await withPage(async (page) => {
    await page.goto(`${server.url}/handset`);
    await page.locator('body[data-ready]').waitFor();
    await picture(page, 'handset-first-visit');
    await play(page, 'add-user.call', '#station-redeemed.lit', '', 'calm');
    await page.frameLocator('#frame iframe').getByRole('button', { name: 'Add Anna to my account' }).waitFor();
    await picture(page, 'handset');
    await page.locator('#verdict.met').waitFor({ timeout: 60_000 });
    await play(page, 'five-wrong-digits.call', '#verdict.met');
    await picture(page, 'handset-attack');
    await play(page, 'wrong-pin-three-times.call', '#verdict.met');
    // The lock those three brought upon the account is over for the pictures that follow.
    await play(page, 'silence.call', '#verdict.met');
  }, wide);
  await withPage(async (page) => {
    await play(page, 'add-user.call', '#verdict.met', 'phone');
    await picture(page, 'handset-phone');
    await page.locator('#tab-mobile').click();
    await picture(page, 'handset-mobile');
    await page.locator('#tab-journal').click();
    await picture(page, 'handset-journal');
  }, narrow);
  await withPage(async (page) => {
    const call = await ask();
    const screen = browserScreen(page);
    await screen.open(call.link);
    await picture(page, 'page-digits');
    await screen.digits(call.digits.replace(/\d$/, (last) => String((Number(last) + 1) % 10)));
    await picture(page, 'page-digits-wrong');
    await screen.digits(call.digits);
    await screen.fill(anna);
    await picture(page, 'page-form');
    await screen.press('add');
    await picture(page, 'page-done');
    const other = await ask();
    await screen.open(other.link);
    await other.hangUp('caller');
    await page.locator('main[data-screen="ended"]').waitFor();
    await picture(page, 'page-call-ended');
    await ask();
  }, narrow);
  await withPage(async (page) => {
    await page.goto(`${server.url}/console`);
    await page.locator('body[data-ready]').waitFor();
    await page.locator('#calls button', { hasText: 'done' }).first().click();
    await picture(page, 'console');
    await page.locator('[data-show=refusals]').click();
    await picture(page, 'console-refusals');
  }, wide);
  for (const name of await pictureStates(folder)) console.log(`docs/screens/${name}`);
} finally {
  await closeBrowser();
  await server.close();
}
