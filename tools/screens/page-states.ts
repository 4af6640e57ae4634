import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { withPage } from '../../test/browser/browser.ts';
import { startFakeServer } from '../../test/browser/fake-server.ts';
import { states } from '../../test/browser/states.ts';

type Look = {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly dark?: true;
  /** Text twice as large as the device would have it. */
  readonly large?: true;
};

const looks: readonly Look[] = [
  { name: 'phone', width: 360, height: 740 },
  { name: 'phone-dark', width: 360, height: 740, dark: true },
  { name: 'tablet', width: 768, height: 1024 },
  { name: 'desktop-dark', width: 1280, height: 800, dark: true },
  { name: 'phone-large-text', width: 360, height: 740, large: true },
];

/** All states of one look beside each other, each with its name. */
const sheet = async (look: Look, pictures: ReadonlyMap<string, Buffer>, file: string): Promise<void> => {
  const width = look.width > 500 ? 340 : 230;
  const figures = [...pictures].map(
    ([state, picture]) =>
      `<figure><img src="data:image/jpeg;base64,${picture.toString('base64')}"><figcaption>${state}</figcaption></figure>`,
  );
  await withPage(
    async (page) => {
      await page.setContent(
        `<style>body{margin:8px;display:grid;grid-template-columns:repeat(6,${width}px);gap:10px;background:#888;font:16px sans-serif}figure{margin:0;background:#ddd}img{width:100%;display:block}figcaption{padding:4px}</style>${figures.join('')}`,
      );
      const bytes = await page.screenshot({ fullPage: true, type: 'jpeg', quality: 50 });
      writeFileSync(file, bytes);
    },
    { width: 6 * (width + 10) + 16, height: 900 },
  );
};

const picture = async (page: Page, look: Look): Promise<Buffer> => {
  await page.setViewportSize({ width: look.width, height: look.height });
  await page.emulateMedia({ colorScheme: look.dark ? 'dark' : 'light' });
  await page.evaluate(
    (size) => {
      document.documentElement.style.fontSize = size;
    },
    look.large ? '34px' : '',
  );
  return page.screenshot({ type: 'jpeg', quality: 70, fullPage: look.large === true });
};

/** Takes pictures of every state of the caller's page in every look and both languages: one sheet for each. */
export const pictureStates = async (folder: string): Promise<readonly string[]> => {
  const server = await startFakeServer();
  const made: string[] = [];
  try {
    for (const lang of ['en', 'es'] as const) {
      const taken = new Map(looks.map((look) => [look, new Map<string, Buffer>()]));
      for (const [state, arrive] of Object.entries(states)) {
        await withPage(
          async (page) => {
            await arrive({ page, server, lang });
            for (const look of looks) taken.get(look)?.set(state, await picture(page, look));
          },
          { lang: lang === 'es' ? 'es-ES' : 'en-US' },
        );
      }
      for (const look of looks) {
        const name = `states-${look.name}-${lang}.jpg`;
        await sheet(look, taken.get(look) ?? new Map(), `${folder}${name}`);
        made.push(name);
      }
    }
  } finally {
    await server.close();
  }
  return made;
};
