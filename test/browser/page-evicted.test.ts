// Shows threat T-13 (test/threat/threats.ts): the tab is lost at each step; the caller finishes all the same, or is told what to do.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { closeBrowser, withPage } from './browser.ts';
import { type FakeGrant, type FakeServer, startFakeServer } from './fake-server.ts';
import { fillForm, screen, typeDigits } from './states.ts';

let server: FakeServer;
before(async () => {
  server = await startFakeServer();
});
after(async () => {
  await server?.close();
  await closeBrowser();
});

type Grant = FakeGrant & { readonly link: string };

/** How far a caller has come, each step from the one before. */
const steps: Readonly<Record<string, (page: Page, grant: Grant) => Promise<unknown>>> = {
  'the link is open': (page) => page.getByText('555').waitFor(),
  'half of the digits are typed': (page) => page.locator('#digits').pressSequentially('482'),
  'the form is there': async (page, grant) => {
    await typeDigits(page, grant.digits);
    await screen(page, 'form');
  },
  'the form is filled in': (page, grant) => fillForm(page, grant.type),
  'the details are sent': async (page, grant) => {
    await page.locator('button.main').click();
    await screen(page, grant.type === 'add_payee' ? 'waiting' : 'done');
  },
};

/** How a tab is lost, and found again. */
const losses: Readonly<Record<string, (page: Page, context: BrowserContext, link: string) => Promise<Page>>> = {
  'is closed and the link tapped again': async (page, context, link) => {
    await page.close();
    const next = await context.newPage();
    await next.goto(link);
    return next;
  },
  'is reloaded': async (page) => {
    await page.reload();
    return page;
  },
  'is left and come back to': async (page) => {
    await page.goto('about:blank');
    await page.goBack();
    return page;
  },
};

/** From wherever the page is now to the end, as its screens say. */
const finish = async (page: Page, grant: Grant): Promise<string> => {
  const next = () => page.locator('main[data-screen]').getAttribute('data-screen');
  await page.locator('main[data-screen]').waitFor();
  if ((await next()) === 'start') {
    // The state of the grant may lead elsewhere as soon as it is known.
    await page.locator('#called:has-text("555"), main:not([data-screen=start])').first().waitFor();
    if ((await next()) === 'start') {
      await typeDigits(page, grant.digits);
      await page.locator('main:not([data-screen=start])').waitFor();
    }
  }
  if ((await next()) === 'form') {
    await fillForm(page, grant.type);
    await page.locator('button.main').click();
    await page.locator('main:not([data-screen=form])').waitFor();
  }
  return (await next()) ?? '';
};

for (const type of ['add_user', 'add_payee'] as const) {
  describe(`a tab of ${type} that is lost`, { concurrency: 2 }, () => {
    for (const [turn, [loss, lose]] of Object.entries(losses).entries()) {
      test(`at its steps, and ${loss}`, () =>
        withPage(async (first, context) => {
          // Every step is lost in one way, the last one in all; with a yes on the phone only the last one differs.
          const names = Object.keys(steps);
          const lost = names.filter(
            (_, place) => place === names.length - 1 || (type === 'add_user' && place % 3 === turn),
          );
          for (const last of lost) {
            const grant = server.offer({ type });
            let page = first.isClosed() ? await context.newPage() : first;
            await page.goto(grant.link);
            for (const [name, step] of Object.entries(steps)) {
              await step(page, grant);
              if (name === last) break;
            }
            page = await lose(page, context, grant.link);
            const end = await finish(page, grant);
            const sent = last === 'the details are sent';
            const expected = type === 'add_payee' ? ['waiting'] : sent ? ['already'] : ['done'];
            assert.ok(expected.includes(end), `${last}: ${end}`);
            assert.equal(grant.state, type === 'add_payee' ? 'awaiting_confirmation' : 'consumed', last);
            assert.equal(grant.attempts, 5, last);
          }
        }));
    }
  });
}
