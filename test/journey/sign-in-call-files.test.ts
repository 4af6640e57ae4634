// The calls of callers who sign in on their own screen: on the handset, on Twilio's twin, and with the page and the
// provider's login in a real browser.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { readConfig } from '#config';
import { startNode } from '../../src/host/node/index.ts';
import { browserScreen } from '../../tools/call/browser-screen.ts';
import { channels } from '../../tools/call/channels.ts';
import { openLogin } from '../../tools/call/login-twin.ts';
import { createPageClient } from '../../tools/call/page-client.ts';
import { parseCall } from '../../tools/call/parse.ts';
import { playCall } from '../../tools/call/play.ts';
import type { Screen } from '../../tools/call/ports.ts';
import { verdictOf } from '../../tools/call/transcript.ts';
import { closeBrowser, withPage } from '../browser/browser.ts';

const examples = fileURLToPath(new URL('../../examples/sign-in/', import.meta.url));
const files = (await readdir(examples)).filter((name) => name.endsWith('.call')).sort();

/** The same screen, looked at wherever it asks for a sign-in: no finding of axe, no sideways scroll at 320 px. */
const inspected = (page: Page): Screen => {
  const screen = browserScreen(page);
  return {
    ...screen,
    async signIn(whose) {
      await page.locator('main[data-screen="sign_in"]').waitFor();
      await page.setViewportSize({ width: 320, height: 640 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(
        violations.map(({ id }) => id),
        [],
      );
      await screen.signIn?.(whose);
    },
  };
};

const play = async (file: string, on: 'handset' | 'twilio', screen: Screen): Promise<void> => {
  const steps = parseCall(await readFile(join(examples, file), 'utf8'));
  const data = await mkdtemp(join(tmpdir(), 'voicegrant-sign-in-'));
  const [channel, login] = [await channels[on]!.open(), await openLogin()];
  try {
    const settings = { PORT: '0', VOICEGRANT_DATA: data, VOICEGRANT_STORE: 'memory', VOICEGRANT_LOG: 'off' };
    const config = readConfig({ ...settings, ...channel.environment, ...login.environment });
    const running = await startNode(config, () => {});
    try {
      const world = await channel.connect(running.config.issuer, fetch);
      const result = await playCall(steps, { ...world, screen });
      assert.ok(result.ok, verdictOf(file, result));
    } finally {
      await running.close();
    }
  } finally {
    await channel.close();
    await login.close();
    await rm(data, { recursive: true, force: true });
  }
};

for (const file of files) {
  for (const on of ['handset', 'twilio'] as const) {
    it(`${file} on ${on}`, () => play(file, on, createPageClient(fetch)));
  }
}

describe('with the page and the login in a real browser', () => {
  after(closeBrowser);
  for (const file of files) it(file, () => withPage((page) => play(file, 'handset', inspected(page))));
});
