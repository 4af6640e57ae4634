import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type OwnServer, startServer } from '../../tools/call/server.ts';
import { closeBrowser, withPage } from './browser.ts';

let server: OwnServer;
before(async () => {
  server = await startServer(process.env);
});
after(async () => {
  await server.close();
  await closeBrowser();
});

const files = readdirSync(new URL('../../examples/', import.meta.url)).filter((name) => name.endsWith('.call'));

describe('every call file, played on the handset’s screen', { concurrency: 1 }, () => {
  it('is offered there, the attacks in a group of their own', () =>
    withPage(async (page) => {
      await page.goto(`${server.url}/handset`);
      await page.locator('body[data-ready]').waitFor();
      const offered = await page
        .locator('#scenario option')
        .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
      assert.deepEqual(offered.toSorted(), files.toSorted());
      const attacks = page.locator('#scenario optgroup').nth(1).locator('option');
      assert.ok((await attacks.count()) >= 8);
    }));

  for (const file of files) {
    it(`${file} meets every expectation`, () =>
      withPage(
        async (page) => {
          await page.goto(`${server.url}/handset`);
          await page.locator('body[data-ready]').waitFor();
          await page.locator('#scenario').selectOption(file);
          await page.locator('#pace').selectOption('quick');
          await page.locator('#play').click();
          await page.locator('#verdict:is(.met,.unmet)').waitFor({ timeout: 120_000 });
          assert.match((await page.locator('#verdict').textContent()) ?? '', /went as the file says/);
        },
        { width: 1280, height: 800 },
      ));
  }
});
