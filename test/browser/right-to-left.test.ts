// The page in a language that runs from right to left, in a real browser, on the narrowest telephone there is.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import type { Language } from '#app';
import { french } from '../../examples/languages/fr.ts';
import { type Installation, install, maria } from '../journey/installation.ts';
import { closeBrowser, withPage } from './browser.ts';

const letters = 'ابتثجحخدذرزسشصضطظعغفقكلمنه';
/** Every Latin letter as an Arabic one; places and signs stay. No language, but the browser lays it out as one. */
const arabic = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\{\w+\}|[a-z]/gi, (part) =>
      part.length > 1 ? part : (letters[part.toLowerCase().charCodeAt(0) - 97] ?? part),
    );
const mapped = <Words>(words: Words): Words =>
  JSON.parse(JSON.stringify(words), (_, value) => (typeof value === 'string' ? arabic(value) : value)) as Words;
const pseudo: Language = {
  ...french,
  lang: 'ar',
  name: 'عربي',
  tag: 'ar',
  direction: 'rtl',
  page: mapped(french.page),
};

let house: Installation;
let listener: ReturnType<typeof getRequestListener>;
const server = createServer((request, response) => listener(request, response));

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  house = await install({
    env: { PORT: String(port), VOICEGRANT_LANGUAGES: 'ar' },
    also: { languages: ['ar'] },
    ports: () => ({ languages: [pseudo] }),
  });
  listener = getRequestListener((request) => house.app.fetch(request), { overrideGlobalObjects: false });
});

after(async () => {
  await closeBrowser();
  server.closeAllConnections();
  server.close();
});

test('the page runs from right to left, wraps at 320 pixels, and can be finished', { timeout: 120_000 }, async () => {
  const { call_id: call } = await house.ring();
  await house.keys(call, `${maria.userId}#`);
  await house.keys(call, maria.pin);
  const { say } = await house.says(call, 'ajouter ma femme');
  const digits = (/(\d \d \d), (\d \d \d)/.exec(say.join(' '))?.slice(1).join('') ?? '').replace(/ /g, '');
  const link = /http\S+/.exec(house.lastText(maria))?.[0] ?? '';
  await withPage(async (page) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(link);
    await page.getByRole('textbox').first().fill(digits);
    const look = () =>
      page.evaluate(() => {
        const heading = document.querySelector('h1') as HTMLElement;
        const text = document.createRange();
        text.selectNodeContents(heading);
        const box = text.getBoundingClientRect();
        return {
          dir: document.documentElement.dir,
          lang: document.documentElement.lang,
          direction: getComputedStyle(heading).direction,
          nearRight: innerWidth - box.right < box.left + 1,
          overflow: document.documentElement.scrollWidth > innerWidth,
        };
      });
    const wanted = { dir: 'rtl', lang: 'ar', direction: 'rtl', nearRight: true, overflow: false };
    assert.deepEqual(await look(), wanted);
    await page.getByRole('button', { name: arabic('Continuer') }).click();
    await page.getByLabel('Prénom').waitFor();
    assert.deepEqual(await look(), wanted);
  });
});
