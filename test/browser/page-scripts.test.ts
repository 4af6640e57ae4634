// Shows threat T-07 (test/threat/threats.ts): a thousand texts that would run as a script where HTML is parsed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { defineTransaction, shipped } from '#transaction';
import { closeBrowser, withPage } from './browser.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { scriptPayloads } from './script-payloads.ts';
import { screen, toForm } from './states.ts';

/** Takes any text, so that what the page does with it can be seen. */
const said = {
  ...shipped[0]!.en,
  fields: { note: { label: 'Note' } },
  submit: 'Note {note}',
  done: 'Noted',
  readback: 'note {note}',
};
const note = defineTransaction({
  type: 'note_it',
  input: z.strictObject({ note: z.string().min(1).max(500) }),
  limits: {},
  confirm: 'page',
  en: said,
  es: said,
  run: ({ account, input }) => account.perform('note_it', input),
});

const servers: FakeServer[] = [];
before(async () => {
  for (const policy of [true, false]) {
    const server = await startFakeServer({ transactions: [...shipped, note] });
    if (!policy) server.dropPolicy();
    servers.push(server);
  }
});
after(async () => {
  for (const server of servers) await server.close();
  await closeBrowser();
});

/** Counts every way of having run. */
const counting = async (page: Page): Promise<() => number> => {
  let runs = 0;
  await page.exposeFunction('owned', () => {
    runs += 1;
  });
  page.on('dialog', (dialog) => {
    runs += 1;
    void dialog.dismiss();
  });
  return () => runs;
};

/** Time for whatever loads or animates to fail and to fire. */
const settle = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))));

const strange = (page: Page) =>
  page
    .locator('body :is(img,svg,iframe,object,embed,video,audio,math,marquee,link,meta,a,script:not(body>script))')
    .count();

test('these thousand texts do run where HTML is parsed', () =>
  withPage(async (page) => {
    assert.equal(new Set(scriptPayloads).size, 1000);
    const runs = await counting(page);
    await page.goto('about:blank');
    await page.evaluate((payloads) => {
      for (const payload of payloads) document.body.insertAdjacentHTML('beforeend', payload);
    }, scriptPayloads);
    await settle(page);
    assert.ok(runs() > 300, `${runs()} ran`);
  }));

for (const [index, policy] of ['with', 'without'].entries()) {
  describe(`a thousand payloads, ${policy} the content security policy`, () => {
    test('none typed into a field runs', () =>
      withPage(async (page) => {
        const runs = await counting(page);
        await toForm({ page, server: servers[index]!, lang: 'en' }, { type: 'note_it' });
        const shown = await page.evaluate((payloads) => {
          const field = document.querySelector<HTMLInputElement>('[name=note]')!;
          const button = document.querySelector('button.main')!;
          return payloads.filter((payload) => {
            field.value = payload;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            return button.textContent === `Note ${field.value.trim()}` && button.childElementCount === 0;
          }).length;
        }, scriptPayloads);
        await settle(page);
        assert.deepEqual([shown, await strange(page), runs()], [1000, 0, 0]);
      }));

    test('none in an answer of the server runs', () =>
      withPage(async (page) => {
        const server = servers[index]!;
        const runs = await counting(page);
        const all = scriptPayloads.join('\n');
        // Whatever an answer may say in words, says all of them at once.
        await page.route('**/offer/status', async (route) => {
          const answer = await route.fetch();
          const body = (await answer.json()) as Record<string, unknown>;
          await route.fulfill({ response: answer, json: { ...body, called_number: all, reason: all } });
        });
        await page.route('**/oauth/token', async (route) => {
          const answer = await route.fetch();
          const body = (await answer.json()) as Record<string, unknown>;
          const hostile = body['access_token'] === undefined ? { error_description: all } : { account_ending: all };
          await route.fulfill({ response: answer, json: { ...body, ...hostile } });
        });
        const grant = await toForm({ page, server, lang: 'en' }, { type: 'note_it' });
        assert.ok(((await page.locator('.account').textContent()) ?? '').length >= all.length);
        await page.locator('[name=note]').fill('x');
        grant.refusal = { status: 422, body: { code: 'invalid_input', errors: [{ field: 'note', code: all }] } };
        await page.locator('button.main').click();
        await page.locator('#e-note').waitFor();
        grant.message = all;
        await page.locator('button.main').click();
        await screen(page, 'done');
        assert.equal(await page.locator('h1').textContent(), all);
        await settle(page);
        assert.deepEqual([await strange(page), runs()], [0, 0]);
      }));

    test('none in the address runs', () =>
      withPage(async (page) => {
        const server = servers[index]!;
        const runs = await counting(page);
        const same = await (await fetch(`${server.origin}/note_it`)).text();
        for (let from = 0; from < scriptPayloads.length; from += 40) {
          const some = scriptPayloads.slice(from, from + 40);
          const answers = await Promise.all(
            some.map(async (one) => (await fetch(`${server.origin}/note_it?q=${encodeURIComponent(one)}`)).text()),
          );
          assert.ok(
            answers.every((html) => html === same),
            'the page is the same bytes whatever is asked',
          );
        }
        for (const payload of scriptPayloads.filter((_, place) => place % 100 === 2)) {
          await page.goto(`${server.origin}/note_it?lang=${encodeURIComponent(payload)}#${payload}`);
          await screen(page, 'incomplete');
        }
        await settle(page);
        assert.deepEqual([await strange(page), runs()], [0, 0]);
      }));
  });
}
