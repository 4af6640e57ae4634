import type { Page } from 'playwright-core';
import { logins } from './login-twin.ts';
import { plain } from './match.ts';
import { CannotDo, type Screen } from './ports.ts';

/** The real page in a real browser, worked as a hand would: taps and keys, nothing behind the page's back. */
export const browserScreen = (page: Page): Screen => {
  const screenUp = () => page.locator('main').getAttribute('data-screen');
  /** Until the page has answered what was pressed: a button under way says so by `aria-disabled`. */
  const settled = () => page.locator('button[aria-disabled="true"]').first().waitFor({ state: 'detached' });
  const type = async (name: string, value: string) => {
    const field = page.locator(`main [name="${name}"]`).first();
    if ((await field.count()) === 0) throw new CannotDo(`the screen has no field "${name}"`);
    const kind = await field.evaluate((element) => `${element.tagName} ${element.getAttribute('type') ?? ''}`);
    if (kind === 'INPUT radio') await page.locator(`main [name="${name}"][value="${value}"]`).check();
    else if (kind === 'INPUT checkbox') await field.setChecked(value === 'true');
    else if (kind.startsWith('SELECT')) await field.selectOption(value);
    else {
      await field.clear();
      await field.pressSequentially(value);
    }
  };
  const goOn = async () => {
    await page.locator('main button.main').click();
    await settled();
  };

  return {
    async open(link) {
      // Two links to one page differ in the fragment alone; a new visit starts from a blank page, as a tap on a text does.
      await page.goto('about:blank');
      await page.goto(link);
      await page.locator('main[data-screen]').waitFor();
    },
    async digits(digits) {
      if ((await screenUp()) !== 'start') throw new CannotDo('the screen asks for no digits');
      await type('digits', digits);
      await goOn();
    },
    async fill(fields) {
      if ((await screenUp()) === 'home') {
        const code = fields.get('code');
        if (code === undefined || fields.size > 1) throw new CannotDo('this page has one field: code');
        await type('digits', code);
        await goOn();
        await page.locator('main[data-screen="start"], #digits-error:not([hidden])').first().waitFor();
        return;
      }
      for (const [name, value] of fields) await type(name, value);
    },
    async press(button) {
      if (plain(button) === 'add') {
        if ((await screenUp()) !== 'form') throw new CannotDo('no button on the screen sends a form');
        return goOn();
      }
      for (const one of await page.locator('main button').all()) {
        if (!plain(await one.innerText()).includes(plain(button))) continue;
        await one.click();
        return settled();
      }
      throw new CannotDo(`no button on the screen says "${button}"`);
    },
    async signIn(whose) {
      if ((await screenUp()) !== 'sign_in') throw new CannotDo('the screen asks for no sign-in');
      const { username, password } = logins[whose];
      await page.locator('main button.main').click();
      await page.locator('[name="username"]').fill(username);
      await page.locator('[name="password"]').fill(password);
      await page.locator('[value="login"]').click();
      await page.locator('main[data-screen]').waitFor();
    },
    async sees() {
      const shown = await page.locator('header, .notice, main').allInnerTexts();
      return shown.flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '');
    },
  };
};

/** Plays with a fresh person's browser, and ends the browser afterwards. The browser is loaded only when it is asked for. */
export const withBrowserScreen = async <T>(play: (screen: Screen) => Promise<T>): Promise<T> => {
  const { closeBrowser, withPage } = await import('../../test/browser/browser.ts');
  try {
    return await withPage((page) => play(browserScreen(page)));
  } finally {
    await closeBrowser();
  }
};
