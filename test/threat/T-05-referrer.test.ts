// T-05. Attacker: reads addresses: in a Referer, a proxy's log, an analytics script.
// Control: the code is in the fragment, which no browser sends; `no-referrer`; the page has no link that leads out and no
// byte of anybody else (src/message/compose.ts, src/page/policy.ts). Failure would show as a code in what a server is sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { install, maria } from '../journey/installation.ts';
import { everyAnswer } from './every-answer.ts';
import { tell } from './tell.ts';

test('a browser that follows the link sends nobody the code', async (t) => {
  const house = await install();
  let sent = 0;
  const wishes = ['I want to add my wife', 'I want to change my address', 'I want to add a payee'];
  for (const wish of wishes) {
    const offer = await house.offered(maria, wish);
    assert.equal(offer.code.length, 43, wish);
    const link = new URL(/http\S+/.exec(house.lastText(maria))?.[0] ?? '');
    // What goes over the wire: path and query, and at most this as the referrer of anything the page would load.
    if (`${link.pathname}${link.search}`.includes(offer.code)) sent += 1;
    const page = await house.fetch(`${link.pathname}${link.search}`);
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
    const html = await page.text();
    if (html.includes(offer.code)) sent += 1;
    for (const [, address = ''] of html.matchAll(/(?:src|href|action|poster|srcset)\s*=\s*["']?([^"'\s>]+)/gi)) {
      assert.match(address, /^(?:data:|#|\/(?!\/)|tel:)/, address);
    }
  }
  tell(t, 'T-05', wishes.length * 2, sent);
});

test('every answer forbids the referrer', async () => {
  for (const { what, response } of await everyAnswer(await install())) {
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer', what);
  }
});
