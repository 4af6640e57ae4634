import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

const require = createRequire(import.meta.url);
const modules = new URL('../../node_modules/', import.meta.url).pathname;

/** Where a machine's own Chrome or Chromium may be, for those the packaged one does not run on. */
const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

type Found = { readonly executablePath: string; readonly env?: Record<string, string> };

/**
 * Unpacks the packaged Chromium once per version, under a name of its own that becomes the shared one only when it is
 * whole: an interrupted or parallel first run can never leave half a browser behind.
 */
const packaged = async (): Promise<Found | null> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const bin = join(dirname(require.resolve('@sparticuz/chromium')), '..', 'bin');
  const { version } = JSON.parse(readFileSync(join(bin, '..', 'package.json'), 'utf8')) as { version: string };
  const home = join(modules, '.cache', `chromium-${version}`);
  if (!existsSync(home)) {
    const making = `${home}.${process.pid}`;
    mkdirSync(making, { recursive: true });
    const before = process.env['TMPDIR'];
    // The package unpacks into the system's temporary folder and nowhere else.
    process.env['TMPDIR'] = making;
    try {
      const { default: pack, inflate } = await import('@sparticuz/chromium');
      await Promise.all([pack.executablePath(), inflate(join(bin, 'al2023.tar.br'))]);
      // Its own font list names the places of a Lambda; without a font nothing is drawn at all.
      const dirs = [join(home, 'fonts'), '/usr/share/fonts'].map((dir) => `<dir>${dir}</dir>`).join('');
      const config = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${dirs}<cachedir>${join(home, 'font-cache')}</cachedir></fontconfig>`;
      writeFileSync(join(making, 'fonts', 'fonts.conf'), config);
      renameSync(making, home);
    } catch (error) {
      if (!existsSync(home)) throw error;
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      rmSync(making, { recursive: true, force: true });
    }
  }
  const libraries = [join(home, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return {
    executablePath: join(home, 'chromium'),
    env: { ...env, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(home, 'fonts') },
  };
};

const find = async (): Promise<Found> => {
  const named = process.env['VOICEGRANT_TEST_BROWSER'];
  if (named) return { executablePath: named };
  const own = await packaged();
  if (own) return own;
  const there = installed.find((path) => existsSync(path));
  if (there) return { executablePath: there };
  throw new Error(
    'No browser: the packaged Chromium runs on x64 Linux only. Install Chrome or Chromium, or name one in VOICEGRANT_TEST_BROWSER.',
  );
};

let running: Promise<Browser> | undefined;

/** The one browser of this process, started on first use. @throws when there is none, saying what to do. */
export const browser = (): Promise<Browser> => {
  running ??= find().then((found) => chromium.launch({ ...found, headless: true, args: flags }));
  return running;
};

/** A browser of its own that keeps its files in a folder, as a person's does. The caller closes it. */
export const profileAt = async (folder: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, { ...(await find()), headless: true, args: flags });

/** Ends the browser; call it in `after`, or the process will not end. */
export const closeBrowser = async (): Promise<void> => {
  const ending = running;
  running = undefined;
  await (await ending)?.close();
};

export type View = {
  readonly width?: number;
  readonly height?: number;
  readonly lang?: string;
  readonly dark?: boolean;
  readonly reducedMotion?: boolean;
  readonly javaScript?: boolean;
  /** Root font size of a person who has made text larger, by the device's pixel ratio: 2 is 200 % zoom. */
  readonly zoom?: number;
};

/** A fresh person on a fresh device: runs `fn` with a page of its own context, and closes it afterwards. */
export const withPage = async <T>(
  fn: (page: Page, context: BrowserContext) => Promise<T>,
  {
    width = 360,
    height = 740,
    lang = 'en-US',
    dark = false,
    reducedMotion = true,
    javaScript = true,
    zoom = 1,
  }: View = {},
): Promise<T> => {
  const context = await (await browser()).newContext({
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    locale: lang,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    javaScriptEnabled: javaScript,
    timezoneId: 'Europe/Madrid',
  });
  context.setDefaultTimeout(10_000);
  try {
    return await fn(await context.newPage(), context);
  } finally {
    await context.close();
  }
};
