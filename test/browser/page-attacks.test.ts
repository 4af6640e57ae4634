// Shows threats T-02, T-07, T-08, T-09 (test/threat/threats.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as z from 'zod';
import { defineTransaction, shipped } from '#transaction';
import { closeBrowser, withPage } from './browser.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { screen, toForm, typeDigits } from './states.ts';

const payloads = [
  '<script>owned()</script>',
  '<img src=x onerror=owned()>',
  '<svg onload=owned()>',
  '"><iframe srcdoc="<script>parent.owned()</script>">',
  '<math><mtext><table><mglyph><style><img src=x onerror=owned()>',
  '<template><img src=x onerror=owned()></template>',
  'javascript:owned()',
  '{note}{{owned()}}',
];

/** Takes any text, so that what the page does with it can be seen. */
const anything = z.string().min(1).max(500);
const labels = (label: string) => ({
  ...shipped[0]!.en,
  title: 'Note something',
  question: 'What shall we note?',
  fields: {
    note: { label },
    more: { label: 'More', hint: 'If you like' },
    amount: { label: 'How many' },
    agreed: { label: 'I agree' },
    mail: { label: 'E-mail' },
    day: { label: 'From' },
    size: { label: 'Size', options: { s: 'Small', l: 'Large' } },
  },
  submit: 'Note {note}',
  done: '{note} is noted',
  readback: 'note {note}',
});
const note = defineTransaction({
  type: 'note_it',
  input: z.strictObject({
    note: anything,
    more: z.string().max(400).optional(),
    amount: z.int().min(1).max(9),
    agreed: z.boolean(),
    mail: z.email(),
    day: z.string().meta({ format: 'date' }),
    size: z.enum(['s', 'l']),
  }),
  limits: {},
  confirm: 'page',
  en: labels('Note'),
  es: labels('Nota'),
  run: ({ account, input }) => account.perform('note_it', { note: input.note }),
});

describe('a hostile or merely new transaction', () => {
  const servers: FakeServer[] = [];
  before(async () => {
    for (const policy of [true, false]) {
      const server = await startFakeServer({ transactions: [...shipped, note] });
      if (!policy) server.dropPolicy();
      servers.push(server);
    }
  });
  after(async () => {
    for (const server of servers) await server.close();
    await closeBrowser();
  });

  test('a transaction with every kind of field works with no change to the page', () =>
    withPage(async (page) => {
      const grant = await toForm({ page, server: servers[0]!, lang: 'en' }, { type: 'note_it' });
      await page.getByLabel('Note').fill('Blue');
      await page.getByLabel('How many').fill('12');
      await page.getByLabel('I agree').check();
      await page.getByLabel('E-mail').fill('ana@example.com');
      await page.getByLabel('Day').fill('1/2/2027');
      await page.getByLabel('Large').check();
      await page.getByRole('button', { name: 'Note Blue' }).click();
      await page.getByText('Enter 9 or less.').waitFor();
      await page.getByLabel('How many').fill('3');
      await page.getByRole('button', { name: 'Note Blue' }).click();
      await screen(page, 'done');
      assert.deepEqual(JSON.parse(grant.body ?? ''), {
        note: 'Blue',
        amount: 3,
        agreed: true,
        mail: 'ana@example.com',
        day: '2027-02-01',
        size: 'l',
      });
    }));

  for (const [index, policy] of ['with', 'without'].entries()) {
    test(`no script in what is typed or answered runs, ${policy} the policy`, () =>
      withPage(async (page) => {
        const server = servers[index]!;
        let owned = 0;
        await page.exposeFunction('owned', () => {
          owned += 1;
        });
        page.on('dialog', () => {
          owned += 1;
        });
        const grant = await toForm({ page, server, lang: 'en' }, { type: 'note_it' });
        grant.message = payloads.join(' ');
        await page.getByLabel('How many').fill('3');
        await page.getByLabel('E-mail').fill('ana@example.com');
        await page.getByLabel('Day').fill('1/2/2027');
        await page.getByLabel('Large').check();
        for (const payload of payloads) {
          await page.getByLabel('Note').fill(payload);
          assert.equal(await page.locator('button.main').textContent(), `Note ${payload}`);
        }
        await page.locator('button.main').click();
        await screen(page, 'done');
        assert.equal(await page.locator('h1').textContent(), grant.message);
        for (const payload of payloads) {
          await page.goto(
            `${server.origin}/note_it?lang=${encodeURIComponent(payload)}#${encodeURIComponent(payload)}`,
          );
          await screen(page, 'incomplete');
        }
        assert.equal(await page.locator('iframe, img, body svg').count(), 0);
        assert.equal(owned, 0);
      }));
  }

  test('a script that an attacker got into the page is stopped by the policy', () =>
    withPage(async (page) => {
      await page.goto(servers[0]!.offer().link);
      await screen(page, 'start');
      const stopped = await page.evaluate(async () => {
        const tried: string[] = [];
        const attempt = (name: string, work: () => unknown): void => {
          try {
            work();
          } catch (error) {
            tried.push(`${name} ${(error as Error).name}`);
          }
        };
        attempt('innerHTML', () => {
          document.body.innerHTML = '<b>x</b>';
        });
        attempt('script', () => {
          const script = document.createElement('script');
          script.textContent = 'window.ran = 1';
          document.body.append(script);
        });
        const elsewhere = await fetch('https://example.com/').then(
          () => 'sent',
          () => 'not sent',
        );
        return [...tried, elsewhere, String((window as { ran?: number }).ran)];
      });
      assert.deepEqual(stopped, ['innerHTML TypeError', 'script TypeError', 'not sent', 'undefined']);
    }));

  test('no other site can put the page into a frame', () =>
    withPage(async (page) => {
      const [one, other] = servers as [FakeServer, FakeServer];
      await page.goto(`${other.origin.replace('localhost', '127.0.0.1')}/`);
      await page.evaluate((src) => {
        const frame = document.createElement('iframe');
        frame.src = src;
        document.body.append(frame);
        return new Promise((resolve) => {
          frame.onload = resolve;
        });
      }, `${one.origin}/add_user`);
      const framed = page.frames().find((frame) => frame !== page.mainFrame());
      assert.equal(await framed?.locator('main').count(), 0);
    }));

  test('five wrong guesses by a stranger show nothing of the account', () =>
    withPage(async (page) => {
      const grant = await servers[0]!.offer();
      await page.goto(grant.link);
      for (let left = 4; left >= 0; left -= 1) {
        await typeDigits(page, '000000');
        if (left > 0)
          await page
            .locator('#digits-error')
            .filter({ hasText: left === 1 ? 'One try' : `${left} tries` })
            .waitFor();
        assert.doesNotMatch(await page.content(), /4821/);
      }
      await screen(page, 'attempts_spent');
    }));
});
