import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { type OwnServer, startServer } from '../../tools/call/server.ts';
import { closeBrowser, type View, withPage } from './browser.ts';

let server: OwnServer;
let verified: string;
let turnedAway: string;

const send = async (path: string, body: unknown): Promise<{ call_id: string }> =>
  (await fetch(`${server.url}/phone/handset/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  }).then((answer) => answer.json())) as { call_id: string };

const call = async (pin: string): Promise<string> => {
  const { call_id } = await send('calls', { from: '+15555550142' });
  await send(`calls/${call_id}/turns`, { digits: '10012345' });
  await send(`calls/${call_id}/turns`, { digits: pin });
  return call_id;
};

before(async () => {
  server = await startServer(process.env);
});
after(async () => {
  await server.close();
  await closeBrowser();
});

const openConsole = async (page: Page): Promise<string[]> => {
  const seen: string[] = [];
  page.on('pageerror', (error) => seen.push(`script: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && seen.push(message.text()));
  await page.goto(`${server.url}/console`);
  await page.locator('body[data-ready]').waitFor();
  return seen;
};

const faultsOf = async (page: Page): Promise<string[]> => {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return [
    ...(wide > 0 ? [`scrolls ${wide} px sideways`] : []),
    ...violations.map(({ id, nodes }) => `axe ${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`),
  ];
};

const views: readonly (readonly [string, View])[] = [
  ['at 1280×800', { width: 1280, height: 800 }],
  ['at 360×740, dark', { width: 360, height: 740, dark: true }],
];

describe('the console', { concurrency: 1 }, () => {
  it('says how to make the first call when there is none', () =>
    withPage(async (page) => {
      await openConsole(page);
      await page.getByText('npm run call').waitFor();
      assert.deepEqual(await faultsOf(page), []);
    }, {}));

  it('shows a call as it happens, without being asked again', () =>
    withPage(async (page) => {
      await openConsole(page);
      verified = await call('48291306');
      await send(`calls/${verified}/turns`, { speech: 'I want to add my wife' });
      turnedAway = await call('11112222');
      await page.locator(`[data-call="${verified}"] .live`).waitFor();
      await page.locator(`[data-call="${turnedAway}"]`).waitFor();
      await fetch(`${server.url}/phone/handset/calls/${verified}`, { method: 'DELETE' });
      await page.locator(`[data-call="${verified}"] .over`).waitFor();
    }, {}));

  for (const [name, view] of views) {
    it(`can be read and used ${name}`, () =>
      withPage(async (page) => {
        const seen = await openConsole(page);
        await page.locator(`[data-call="${verified}"]`).click();
        await page.getByText('the caller hung up', { exact: true }).waitFor();
        assert.equal(await page.locator('.lanes .dot').count(), await page.locator('#lines tr').count());
        assert.match(await page.locator('#funnel').innerText(), /rang\s+2\s+100 %/);
        assert.deepEqual(await faultsOf(page), []);
        await page.locator('[data-show=refusals]').click();
        await page.getByRole('heading', { name: 'id and PIN: wrong' }).waitFor();
        assert.deepEqual(await faultsOf(page), []);
        assert.deepEqual(seen, []);
      }, view));
  }

  it('finds a call by its id with the keyboard alone', () =>
    withPage(async (page) => {
      await openConsole(page);
      await page.keyboard.press('/');
      await page.keyboard.type(turnedAway);
      await page.keyboard.press('ArrowDown');
      assert.equal(await page.locator('#calls button').count(), 1);
      assert.equal(await page.locator('#call-id').textContent(), turnedAway);
    }, {}));

  it('streams no name, number, id, PIN or handle of a person', async () => {
    const leave = new AbortController();
    const answer = await fetch(`${server.url}/console/calls`, { signal: leave.signal });
    let text = '';
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes('event: now')) break;
    }
    leave.abort();
    assert.ok(text.includes(verified));
    for (const secret of ['Maria', 'Ortiz', '5555550142', '10012345', '48291306', 'acct_', 'sub_', 'grant_id', 'jkt']) {
      assert.ok(!text.includes(secret), secret);
    }
  });

  it('gives a call’s evidence, which the command beside it verifies', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'voicegrant-console-'));
    try {
      const fetched = async (path: string, name: string) => {
        const answer = await fetch(`${server.url}${path}`);
        assert.equal(answer.status, 200);
        writeFileSync(join(folder, name), await answer.text());
      };
      await fetched(`/console/calls/${verified}/evidence`, 'call.journal');
      await fetched('/oauth/jwks', 'jwks.json');
      const args = ['bin/voicegrant.mjs', 'journal', 'verify', '--file', join(folder, 'call.journal')];
      const run = spawnSync(process.execPath, [...args, '--jwks', join(folder, 'jwks.json')], {
        cwd: new URL('../..', import.meta.url),
        encoding: 'utf8',
      });
      assert.equal(run.status, 0, `${run.stdout}${run.stderr}`);
      const other = await fetch(`${server.url}/console/calls/call_${'x'.repeat(22)}/evidence`);
      assert.equal(other.status, 404);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
