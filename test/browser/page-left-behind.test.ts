// Shows threat T-06 (test/threat/threats.ts): what a shared device still knows when a caller has finished. A headless browser
// keeps no list of visited addresses; one with windows does, with the code, which is spent by then.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { closeBrowser, profileAt } from './browser.ts';
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

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);

/** Where a text lies in a browser's files, as bytes of either width. */
const found = (folder: string, text: string): string[] =>
  filesIn(folder).filter((file) => {
    const bytes = readFileSync(file);
    return bytes.includes(Buffer.from(text)) || bytes.includes(Buffer.from(text, 'utf16le'));
  });

test('after the end neither back, forward, a reopened tab nor the browser’s own files give anything away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'voicegrant-profile-'));
  try {
    const grant = server.offer();
    const context = await profileAt(folder);
    const page = await context.newPage();
    await page.goto('about:blank');
    await page.goto(grant.link);
    await typeDigits(page, grant.digits);
    await screen(page, 'form');
    await fillForm(page);
    await page.locator('button.main').click();
    await screen(page, 'done');
    // Left for another page and walked back: the restored page must not be the finished one with its form.
    await page.goto('about:blank');
    await page.goBack();
    await screen(page, 'already');
    assert.doesNotMatch(await page.content(), /Anna|4821/);
    assert.equal(await page.evaluate(() => location.hash), '');
    await page.goForward().catch(() => null);
    const again = await context.newPage();
    await again.goto(grant.link);
    await screen(again, 'already');
    const kept = await again.evaluate(async () => {
      const names = await indexedDB.databases();
      const opened = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open('voicegrant');
        opening.onsuccess = () => resolve(opening.result);
      });
      const rows = opened.objectStoreNames.contains('kept')
        ? await new Promise<number>((resolve) => {
            const count = opened.transaction('kept').objectStore('kept').count();
            count.onsuccess = () => resolve(count.result);
          })
        : 0;
      opened.close();
      const caches = await globalThis.caches.keys();
      return {
        names: names.length,
        rows,
        stored: localStorage.length + sessionStorage.length,
        caches,
        cookie: document.cookie,
      };
    });
    assert.deepEqual([kept.rows, kept.stored, kept.caches, kept.cookie], [0, 0, [], '']);
    await context.close();
    // Something of the visit is there to be found, or the search below would prove nothing.
    assert.ok(found(folder, 'voicegrant').length > 0);
    for (const text of ['Anna', '1988-04-12', grant.digits, `at.${grant.code}`, 'Account ending 4821'])
      assert.deepEqual(found(folder, text), [], text);
    const histories = found(folder, grant.code).map((file) => file.slice(folder.length));
    assert.deepEqual(histories, [], 'the code, which is spent by now, is not in any file either');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
