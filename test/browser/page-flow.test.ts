// Shows threats T-01, T-02, T-06, T-13 (test/threat/threats.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { closeBrowser, withPage } from './browser.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { fillForm, open, screen, toForm, typeDigits } from './states.ts';

let server: FakeServer;
before(async () => {
  server = await startFakeServer();
});
after(async () => {
  await server?.close();
  await closeBrowser();
});

const lang = 'en';
const press = (page: Page): Promise<void> => page.locator('button.main').click();
/** What the browser keeps for this origin, and the address it is at. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
    let rows: unknown[] = [];
    for (const name of names) {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
      });
      if (database.objectStoreNames.contains('kept')) {
        rows = await new Promise((resolve) => {
          const all = database.transaction('kept').objectStore('kept').getAll();
          all.onsuccess = () => resolve(all.result);
        });
      }
      database.close();
    }
    return {
      rows: JSON.stringify(rows),
      count: rows.length,
      local: localStorage.length + sessionStorage.length,
      href: location.href,
    };
  });
const sent = (path: string, from: number) => server.requests.slice(from).filter((request) => request.path === path);

describe('the caller and the page', { concurrency: 3 }, () => {
  test('a scanner that loads the page and waits changes nothing', () =>
    withPage(async (page) => {
      const asked = new Set<string>();
      page.on('request', (request) => asked.add(`${request.method()} ${new URL(request.url()).pathname}`));
      await page.clock.install();
      const grant = await open({ page, server, lang });
      await page.getByText('555').waitFor();
      await page.clock.runFor(30_000);
      await page.evaluate(async () => {
        document.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
        document.querySelector('main')?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
        await fetch('/offer/status', { method: 'POST' });
      });
      assert.deepEqual([...asked].sort(), ['GET /add_user', 'POST /offer/status']);
      assert.equal(grant.opened, 0);
      assert.equal(grant.state, 'offered');
      assert.equal(grant.attempts, 5);
    }));

  test('the first touch tells the call once that somebody is here', () =>
    withPage(async (page) => {
      const grant = await open({ page, server, lang });
      await page.locator('#digits').click();
      await page.keyboard.type('48');
      await page.locator('h1').click();
      await page.waitForFunction(() =>
        performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/offer/open')),
      );
      assert.equal(grant.opened, 1);
    }));

  test('Anna is added, and nothing of it stays behind in the browser', () =>
    withPage(async (page) => {
      const grant = await toForm({ page, server, lang });
      assert.equal(
        await page.evaluate(() => location.hash),
        '',
        'the code leaves the address as soon as it is redeemed',
      );
      const during = await kept(page);
      assert.equal(during.local, 0);
      assert.doesNotMatch(during.rows, /482193|at\./);
      await fillForm(page);
      await press(page);
      await screen(page, 'done');
      assert.deepEqual(JSON.parse(grant.body ?? ''), {
        given_name: 'Anna',
        family_name: 'Ortiz',
        birthdate: '1988-04-12',
        relationship: 'spouse',
      });
      assert.match(
        await page.locator('main').innerText(),
        /Anna Ortiz is now on your account[\s\S]*Reference 7KQ4-2M[\s\S]*go back to your call/,
      );
      const end = await kept(page);
      assert.equal(end.count, 0);
      assert.doesNotMatch(end.href, new RegExp(grant.code));
      assert.equal(
        server.requests.some(({ url, headers }) => url.includes(grant.code) || headers.referer !== undefined),
        false,
      );
      await page.reload();
      await screen(page, 'already');
    }));

  test('the key can sign but never leave the browser', () =>
    withPage(async (page) => {
      await toForm({ page, server, lang });
      const extractable = await page.evaluate(
        () =>
          new Promise((resolve) => {
            const opening = indexedDB.open('voicegrant');
            opening.onsuccess = () => {
              const all = opening.result.transaction('kept').objectStore('kept').getAll();
              all.onsuccess = () =>
                resolve(all.result.map((one: { keys: CryptoKeyPair }) => one.keys.privateKey.extractable));
            };
          }),
      );
      assert.deepEqual(extractable, [false]);
    }));

  test('after a reload at the form the same browser goes on, with the digits typed once more', () =>
    withPage(async (page) => {
      const grant = await toForm({ page, server, lang });
      const first = grant.jkt;
      await page.reload();
      await page.getByText('Welcome back').waitFor();
      await typeDigits(page, grant.digits);
      await screen(page, 'form');
      assert.equal(grant.jkt, first);
    }));

  test('a second tab goes on with the same key, and the first then says that it is done', () =>
    withPage(async (page, context) => {
      const grant = await toForm({ page, server, lang });
      const second = await context.newPage();
      await second.goto(grant.link);
      await second.getByText('Welcome back').waitFor();
      await typeDigits(second, grant.digits);
      await screen(second, 'form');
      await fillForm(second);
      await press(second);
      await screen(second, 'done');
      await page.bringToFront();
      await screen(page, 'already');
    }));

  test('another browser with the link cannot go on after it was redeemed', () =>
    withPage(async (page) => {
      const grant = await toForm({ page, server, lang });
      await withPage(async (other) => {
        await other.goto(grant.link);
        await screen(other, 'used');
        assert.doesNotMatch(await other.content(), /4821/);
      });
    }));

  test('when the call ends the page says so within seconds', () =>
    withPage(async (page) => {
      await page.clock.install();
      const grant = await toForm({ page, server, lang });
      grant.call = 'ended';
      await page.clock.runFor(4500);
      await screen(page, 'ended');
      assert.equal(await page.locator('header').innerText(), 'Your call has ended');
      assert.equal(await page.locator('h1').evaluate((heading) => heading === document.activeElement), true);
      assert.equal((await kept(page)).count, 0);
    }));

  test('a call that ends after it is done leaves the good news standing', () =>
    withPage(async (page) => {
      await page.clock.install();
      const grant = await toForm({ page, server, lang });
      await fillForm(page);
      await press(page);
      await screen(page, 'done');
      grant.call = 'ended';
      await page.clock.runFor(4500);
      await page.getByText('You can close this page.').waitFor();
      assert.match(await page.locator('main').innerText(), /Anna Ortiz is now on your account/);
    }));

  test('a payee is added only after the yes on the phone, and refused after a no', () =>
    withPage(async (page) => {
      await page.clock.install();
      for (const [answer, end] of [
        ['consumed', 'done'],
        ['dead', 'refused'],
      ] as const) {
        const grant = await toForm({ page, server, lang }, { type: 'add_payee' });
        await fillForm(page, 'add_payee');
        await press(page);
        await screen(page, 'waiting');
        assert.match(await page.locator('dl').innerText(), /Eva Ruiz[\s\S]*ES91 2100 0418 4502 0005 1332/);
        assert.equal(JSON.parse(grant.body ?? '').iban, 'ES9121000418450200051332');
        grant.state = answer;
        if (answer === 'dead') grant.reason = 'refused';
        await page.clock.runFor(3500);
        await screen(page, end);
      }
    }));

  test('a newer link tapped while the page is open starts over with the newer one', () =>
    withPage(async (page) => {
      const old = await open({ page, server, lang });
      await page.getByText('555').waitFor();
      const newer = server.offer();
      await page.evaluate((link) => location.assign(link), newer.link);
      await page.waitForFunction(
        (code) =>
          location.hash === `#${code}` && performance.getEntriesByType('navigation')[0]?.toJSON().type === 'reload',
        newer.code,
      );
      await page.getByText('555').waitFor();
      await typeDigits(page, newer.digits);
      await screen(page, 'form');
      assert.equal(old.state, 'offered');
    }));

  test('without a link, eight digits lead to the same page and six from the text open it', () =>
    withPage(async (page) => {
      const grant = server.offer({ noLink: true, lang: 'es', type: 'change_address' });
      await page.goto(`${server.origin}/`);
      await screen(page, 'home');
      await typeDigits(page, grant.code);
      await screen(page, 'start');
      assert.equal(await page.locator('html').getAttribute('lang'), 'es', 'in the language of the call');
      assert.equal(await page.locator('#digits').getAttribute('autocomplete'), 'one-time-code');
      await typeDigits(page, grant.digits);
      await screen(page, 'form');
    }));

  test('a call in Spanish gets the page in Spanish whatever the link says', () =>
    withPage(async (page) => {
      const grant = server.offer({ lang: 'es' });
      await page.goto(`${server.origin}/add_user#${grant.code}`);
      await page.locator('html[lang=es] main[data-screen=start]').waitFor();
      await page.getByText('Yo no hice esta llamada').waitFor();
    }));

  test('I did not make this call stops it at once', () =>
    withPage(async (page) => {
      const grant = await open({ page, server, lang });
      await page.getByRole('button', { name: 'I did not make this call' }).click();
      await screen(page, 'disowned');
      assert.equal(grant.declined, 'disowned');
    }));

  test('the whole way works with the keyboard alone', () =>
    withPage(async (page) => {
      const grant = await open({ page, server, lang });
      await page.getByText('555').waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.type(grant.digits);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await screen(page, 'form');
      for (const value of ['Anna', 'Ortiz', '12', '4', '1988']) {
        await page.keyboard.press('Tab');
        await page.keyboard.type(value);
      }
      await page.keyboard.press('Tab'); // the calendar
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Add Anna to my account');
      await page.keyboard.press('Enter');
      await screen(page, 'done');
      assert.equal(JSON.parse(grant.body ?? '').relationship, 'partner');
    }));

  test('digits may be pasted with whatever is around them', () =>
    withPage(async (page) => {
      await open({ page, server, lang });
      const field = page.getByRole('textbox', { name: 'Type the six digits you hear' });
      await field.fill('482-193');
      assert.equal(await field.inputValue(), '482\u2007193');
      await field.fill('');
      await field.pressSequentially('4a8 2.1');
      await page.keyboard.press('Backspace');
      assert.equal(await field.inputValue(), '482');
    }));

  test('what went wrong is said to a screen reader and the caret is put where it can be mended', () =>
    withPage(async (page) => {
      await toForm({ page, server, lang });
      await press(page);
      const first = page.getByRole('textbox', { name: 'First name' });
      assert.equal(await first.evaluate((element) => element === document.activeElement), true);
      await page.getByRole('status').filter({ hasText: 'Put 4 things right' }).waitFor();
      const tree = await page.locator('form').ariaSnapshot();
      assert.match(tree, /textbox "First name"/);
      assert.match(tree, /group "Date of birth"/);
      assert.equal(
        await first.evaluate(
          (element) => document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent,
        ),
        'Fill in “First name”.',
      );
    }));

  test('without JavaScript the page says what to do', () =>
    withPage(
      async (page) => {
        await page.goto(server.offer().link);
        assert.match(await page.locator('main').innerText(), /JavaScript is turned off[\s\S]*tell us on the call/);
        assert.equal(await page.locator('.late').isVisible(), false);
      },
      { javaScript: false },
    ));
});

describe('an unreliable network', () => {
  test('an answer to the right digits that is lost is asked for again by itself', () =>
    withPage(async (page) => {
      const grant = await open({ page, server, lang });
      await page.getByText('555').waitFor();
      server.lose('/oauth/token', 'after');
      await typeDigits(page, grant.digits);
      await screen(page, 'form');
      assert.equal(grant.attempts, 5);
    }));

  test('an answer to wrong digits that is lost costs one try, not two', () =>
    withPage(async (page) => {
      const grant = await open({ page, server, lang });
      await page.getByText('555').waitFor();
      server.lose('/oauth/token', 'after');
      await typeDigits(page, '000000');
      await page.getByText('4 tries left').filter({ visible: true }).first().waitFor();
      assert.equal(grant.attempts, 4);
    }));

  test('a lost answer to the details is asked for again with the same bytes and a fresh proof', () =>
    withPage(async (page) => {
      const from = server.requests.length;
      const grant = await toForm({ page, server, lang });
      await fillForm(page);
      server.lose('/transactions/', 'after');
      await press(page);
      await screen(page, 'done');
      const tries = sent('/transactions/add_user', from);
      const claims = tries.map(({ headers }) => server.claimsOf(String(headers['dpop'])));
      assert.notEqual(claims.at(0)?.jti, claims.at(-1)?.jti);
      assert.equal(new Set(claims.map((one) => one['content_digest'])).size, 1);
      assert.equal(grant.state, 'consumed');
    }));

  test('pressing Continue costs one request, because the nonce is there already', () =>
    withPage(async (page) => {
      const grant = await open({ page, server, lang });
      await page.getByText('555').waitFor();
      const from = server.requests.length;
      await typeDigits(page, grant.digits);
      await screen(page, 'form');
      assert.equal(sent('/oauth/token', from).length, 1);
    }));
});
