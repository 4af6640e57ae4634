// Shows threats T-05, T-09, T-10, T-11 and T-14 (test/threat/threats.ts) on the real server, in a real browser.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { type OwnServer, startServer } from '../../tools/call/server.ts';
import { closeBrowser, withPage } from './browser.ts';

let server: OwnServer;
let link: string;
let code: string;
const evil = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>evil</title>');
});
let evilOrigin: string;

const ask = async (path: string, body: unknown): Promise<Record<string, unknown>> =>
  (await fetch(`${server.url}/phone/handset/${path}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  }).then((answer) => answer.json())) as Record<string, unknown>;

const status = async (): Promise<Record<string, unknown>> =>
  (await fetch(`${server.url}/offer/status`, {
    method: 'POST',
    body: new URLSearchParams({ 'pre-authorized_code': code }),
  }).then((answer) => answer.json())) as Record<string, unknown>;

before(async () => {
  server = await startServer(process.env);
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  evilOrigin = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
  const { call_id: call } = await ask('calls', { from: '+15555550142' });
  for (const turn of [{ digits: '10012345' }, { digits: '48291306' }, { speech: 'I want to add my wife' }])
    await ask(`calls/${call}/turns`, turn);
  const texts = (await ask('texts?to=%2B15555550142', undefined)) as unknown as { body: string }[];
  link = /https?:\/\/\S+/.exec(texts.at(-1)?.body ?? '')?.[0] ?? '';
  code = link.split('#')[1] ?? '';
  assert.equal(code.length, 43);
});
after(async () => {
  evil.closeAllConnections();
  evil.close();
  await server.close();
  await closeBrowser();
});

test('no request that another site can make in somebody’s browser changes anything', () =>
  withPage(async (page) => {
    const earlier = await status();
    await page.goto(evilOrigin);
    const paths = ['/offer/decline', '/offer/open', '/oauth/token', '/oauth/revoke', '/transactions/add_user'];
    const sent = await page.evaluate(
      async ([origin, secret, targets]) => {
        const fields = {
          'pre-authorized_code': secret,
          reason: 'disowned',
          tx_code: '000000',
          grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
          token: 'x',
        };
        let tried = 0;
        for (const path of targets) {
          const url = origin + path;
          for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
            const frame = document.createElement('iframe');
            frame.name = `f${tried}`;
            const form = document.createElement('form');
            Object.assign(form, { method: 'post', action: url, enctype: type, target: frame.name });
            for (const [name, value] of Object.entries(fields)) {
              const input = document.createElement('input');
              Object.assign(input, { name, value });
              form.append(input);
            }
            document.body.append(frame, form);
            form.submit();
            tried += 1;
          }
          const body = new URLSearchParams(fields);
          const plain = new Blob([body.toString()], { type: 'text/plain' });
          navigator.sendBeacon(url, body);
          navigator.sendBeacon(url, plain);
          for (const mode of ['no-cors', 'cors'] as const) {
            for (const one of [body, plain, JSON.stringify(fields)])
              await fetch(url, { method: 'POST', mode, credentials: 'include', body: one }).catch(() => undefined);
          }
          tried += 8;
        }
        return tried;
      },
      [server.url, code, paths] as const,
    );
    await page.waitForLoadState('networkidle');
    assert.equal(sent, 55);
    const now = await status();
    for (const name of ['state', 'attempts_remaining', 'call']) assert.equal(now[name], earlier[name], name);
    assert.equal(now['state'], 'offered');
  }));

test('no page of ours shows itself in another site’s frame', () =>
  withPage(async (page) => {
    await page.goto(evilOrigin);
    for (const path of [
      '/',
      '/add_user',
      '/change_address?es',
      '/add_payee',
      '/console',
      '/handset',
      '/nothing',
      '/openapi.json',
    ]) {
      await page.evaluate(
        (src) =>
          new Promise((resolve) => {
            document.body.replaceChildren();
            const frame = document.createElement('iframe');
            frame.src = src;
            frame.onload = frame.onerror = resolve;
            document.body.append(frame);
          }),
        `${server.url}${path}`,
      );
      const framed = page.frames().find((frame) => frame !== page.mainFrame());
      assert.equal(framed?.url().startsWith('chrome-error:'), true, path);
    }
  }));

test('the code is in no address and no header that leaves the browser, and nothing is answered from a cache', () =>
  withPage(async (page) => {
    const seen: string[] = [];
    const foreign: string[] = [];
    let cached = 0;
    page.on('request', async (request) => {
      const url = request.url();
      if (new URL(url).origin !== server.url) foreign.push(url);
      const headers = await request.allHeaders().catch(() => ({}));
      seen.push(`${url.split('#')[0]} ${JSON.stringify(headers)}`);
    });
    page.on('response', (response) => {
      if (response.fromServiceWorker() || response.status() === 304) cached += 1;
      const to = response.headers()['location'];
      if (to !== undefined) foreign.push(to);
    });
    for (let times = 0; times < 2; times += 1) {
      await page.goto(link);
      await page.locator('#digits').click();
      await page.keyboard.type('000000');
      await page.goto('about:blank');
    }
    assert.ok(seen.length >= 4);
    assert.deepEqual(
      seen.filter((one) => one.includes(code) || /"referer":"[^"]/i.test(one)),
      [],
    );
    assert.deepEqual([foreign, cached], [[], 0]);
    const links = await page.goto(link).then(() => page.locator('a[href], link[href], area[href]').count());
    assert.equal(links, 0, 'nothing on the page leads anywhere else');
  }));
