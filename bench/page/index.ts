import { browser, closeBrowser } from '../../test/browser/browser.ts';
import { type Contender, startContenders } from './contenders.ts';

/** One opening of a page on a slow line. */
export type Opening = { readonly usableMs: number; readonly bytes: number; readonly requests: number };

/** Medians over all openings, and the ratios inside each round, of which the median. */
export type PageFigures = {
  readonly pages: Readonly<Record<Contender['name'], Opening>>;
  readonly usableOfReact: number;
  readonly usableOfProvider: number;
  readonly bytesOfReact: number;
};

/** Slow 4G as DevTools throttles it: 400 ms for every request, 400 kbit/s. */
const slow4g = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Opens a page as somebody who has never been there, until its first control can be used. */
const open = async (contender: Contender): Promise<Opening> => {
  const context = await (await browser()).newContext({ viewport: { width: 360, height: 740 } });
  try {
    const page = await context.newPage();
    const address = await contender.address();
    const { origin } = new URL(address);
    const line = await context.newCDPSession(page);
    await line.send('Network.enable');
    await line.send('Network.setCacheDisabled', { cacheDisabled: true });
    await line.send('Network.emulateNetworkConditions', slow4g);
    const asked: { readonly id: string; readonly isPage: boolean; readonly offset: number; readonly bytes: number }[] =
      [];
    const finished = new Map<string, { readonly bytes: number; readonly at: number }>();
    line.on('Network.requestWillBeSent', ({ requestId: id, redirectResponse, request, type, timestamp, wallTime }) => {
      // A page's own server alone: a font of a third party cannot be had everywhere.
      if (new URL(request.url).origin === origin && !request.url.endsWith('/favicon.ico'))
        asked.push({
          id,
          isPage: type === 'Document',
          offset: wallTime - timestamp,
          bytes: redirectResponse?.encodedDataLength ?? 0,
        });
    });
    line.on('Network.loadingFinished', ({ requestId, encodedDataLength: bytes, timestamp: at }) =>
      finished.set(requestId, { bytes, at }),
    );
    // Seen from inside, so that the way of the answer to this process does not count.
    await page.addInitScript((first) => {
      const look = () => {
        const control = document.querySelector<HTMLElement>(first);
        if (control && control.getClientRects().length > 0) performance.mark('usable');
        else requestAnimationFrame(look);
      };
      look();
    }, contender.first);
    const began = Date.now();
    await page.goto(address, { waitUntil: 'commit' });
    const at = await page
      .waitForFunction(() => {
        const [mark] = performance.getEntriesByName('usable');
        return mark && performance.timeOrigin + mark.startTime;
      })
      .then((handle) => handle.jsonValue() as Promise<number>);
    await page.waitForLoadState('load');
    for (let tries = 0; tries < 100 && asked.some(({ id, isPage }) => isPage && !finished.has(id)); tries += 1)
      await page.waitForTimeout(50);
    // What had not been answered when the page could be used was not needed for it.
    const isNeeded = ({ id, isPage, offset }: (typeof asked)[number]) =>
      isPage || ((finished.get(id)?.at ?? Infinity) + offset) * 1000 <= at;
    const needed = asked.filter(isNeeded);
    const bytes =
      needed.reduce((sum, one) => sum + one.bytes, 0) +
      [...new Set(needed.map(({ id }) => id))].reduce((sum, id) => sum + (finished.get(id)?.bytes ?? 0), 0);
    return { usableMs: at - began, bytes, requests: needed.length };
  } finally {
    await context.close();
  }
};

/**
 * Opens every page `rounds` times, neighbours in time side by side, and compares: time from asking to a control that can be
 * used, bytes on the wire with headers, requests. Starts servers and a browser of its own and ends them.
 */
export const measurePages = async (rounds = 7): Promise<PageFigures> => {
  const contenders = await startContenders();
  const openings = new Map<Contender['name'], Opening[]>(contenders.map(({ name }) => [name, []]));
  try {
    for (const contender of contenders) await open(contender);
    for (let round = 0; round < rounds; round += 1) {
      for (const contender of contenders) openings.get(contender.name)?.push(await open(contender));
    }
  } finally {
    await Promise.all(contenders.map(({ close }) => close()));
    await closeBrowser();
  }
  const of = (name: Contender['name'], what: keyof Opening) => (openings.get(name) ?? []).map((one) => one[what]);
  const figures = (name: Contender['name']): Opening => ({
    usableMs: median(of(name, 'usableMs')),
    bytes: median(of(name, 'bytes')),
    requests: median(of(name, 'requests')),
  });
  const ratio = (name: Contender['name'], what: keyof Opening) =>
    median(of('ours', what).map((value, round) => value / (of(name, what)[round] ?? 1)));
  return {
    pages: { ours: figures('ours'), react: figures('react'), 'oidc-provider': figures('oidc-provider') },
    usableOfReact: ratio('react', 'usableMs'),
    usableOfProvider: ratio('oidc-provider', 'usableMs'),
    bytesOfReact: ratio('react', 'bytes'),
  };
};
