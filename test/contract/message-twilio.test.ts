import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import twilio from 'twilio';
import RequestClient from 'twilio/lib/base/RequestClient.js';
import type { E164 } from '#core';
import { knownCodes } from '#message/twilio';
import { serveAccount } from '../../twin/twilio/index.ts';
import { text } from './message.ts';
import { credentials, openTwilioProvider, settings } from './message-twilio.ts';

const shown = (body: string) => Object.fromEntries([...new URLSearchParams(body)].sort());

describe('a text through Twilio', () => {
  it('is the request that Twilio’s own SDK makes', async () => {
    const mine = openTwilioProvider();
    await mine.sender.send(text());
    let theirs: { uri: string; data: Record<string, unknown>; method: string } | null = null;
    class Recording extends RequestClient {
      override async request(options: Parameters<RequestClient['request']>[0]) {
        theirs = options as unknown as NonNullable<typeof theirs>;
        return { statusCode: 201, body: { sid: `SM${'0'.repeat(32)}`, status: 'accepted' } } as never;
      }
    }
    const client = twilio(credentials.keySid, credentials.keySecret, {
      accountSid: credentials.accountSid,
      httpClient: new Recording({}),
    });
    await client.messages.create({
      to: text().to,
      messagingServiceSid: settings.messagingService,
      body: text().body.reveal(),
      statusCallback: `${settings.statusUrl}?text=${text().id}`,
      validityPeriod: 240,
      riskCheck: 'enable',
      shortenUrls: false,
      smartEncoded: false,
      contentRetention: 'discard',
    });
    const [request] = mine.requests;
    const sent = theirs as unknown as { uri: string; data: Record<string, unknown> };
    assert.equal(request?.url, sent.uri);
    assert.deepEqual(
      shown(request?.body ?? ''),
      Object.fromEntries(
        Object.entries(sent.data)
          .map(([name, value]) => [name, String(value)])
          .sort(),
      ),
    );
    assert.deepEqual(mine.account.problems, []);
  });

  it('passes through the SDK to the twin as well, so the twin speaks as Twilio does', async () => {
    const { account } = openTwilioProvider();
    const served = await serveAccount(account);
    class Here extends RequestClient {
      override request<TData>(options: Parameters<typeof RequestClient.prototype.request<TData>>[0]) {
        const url = new URL(options.uri);
        return super.request({ ...options, uri: `${served.url}${url.pathname}${url.search}` });
      }
    }
    try {
      const client = twilio(credentials.keySid, credentials.keySecret, {
        accountSid: credentials.accountSid,
        httpClient: new Here({}),
      });
      const created = await client.messages.create({ to: '+15555550142', from: '+15555550111', body: 'hello' });
      assert.match(created.sid, /^SM/);
      assert.equal(created.status, 'accepted');
      const listed = await client.messages.list({ to: '+15555550142', limit: 5 });
      assert.deepEqual(
        listed.map(({ sid }) => sid),
        [created.sid],
      );
      assert.ok(listed[0]?.dateCreated instanceof Date && Number.isFinite(listed[0].dateCreated.getTime()));
      await assert.rejects(client.messages.create({ to: 'nobody', from: '+15555550111', body: 'x' }), { code: 20001 });
    } finally {
      await served.close();
    }
  });

  it('is kept by Twilio no longer than the grant lives, nor longer than Twilio takes', async () => {
    const { sender, account } = openTwilioProvider();
    await sender.send(text('+15555550142', 7));
    await sender.send(text('+15555550142', 99_999));
    assert.deepEqual(
      account.messages.map(({ validSeconds }) => validSeconds),
      [7, 36_000],
    );
  });

  it('asks Twilio to forget the body, unless the account may not', async () => {
    const { sender, requests } = openTwilioProvider({ content: 'keep' });
    await sender.send(text());
    assert.equal(shown(requests[0]?.body ?? '').ContentRetention, undefined);
  });

  for (const [code, reason] of knownCodes) {
    it(`takes error ${code} for ${reason}`, async () => {
      const { sender, behave } = openTwilioProvider();
      behave(() => ({ status: 400, code }));
      assert.deepEqual(await sender.send(text()), { result: 'refused', reason });
    });
  }

  it('takes an error it does not know for a fault of ours, never for something to try again', async () => {
    const { sender, behave, requests } = openTwilioProvider();
    behave(() => ({ status: 422, code: 99_999 }));
    assert.deepEqual(await sender.send(text()), { result: 'refused', reason: 'misconfigured' });
    assert.equal(requests.length, 1);
  });

  for (const status of [500, 502, 503, 504, 408, 409, 302, 200]) {
    it(`takes an answer ${status} for unclear, and asks once`, async () => {
      const { sender, behave, requests } = openTwilioProvider();
      behave(() => ({ status }));
      assert.deepEqual(await sender.send(text()), { result: 'unknown' });
      assert.equal(requests.length, 1);
    });
  }

  it('gives up after three seconds, and says that it does not know', async () => {
    const { sender, behave, budgets, account } = openTwilioProvider();
    behave(() => 'accept_then_hang');
    assert.deepEqual(await sender.send(text()), { result: 'unknown' });
    assert.deepEqual(budgets, [3000]);
    assert.equal(account.messages.length, 1);
  });

  it('knows that nothing was sent when there was nobody to connect to', async () => {
    const { createTwilioSender } = await import('#message/twilio');
    const failing = (code: string) =>
      createTwilioSender(settings, {
        fetch: () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code } })),
        abortAfter: () => new AbortController().signal,
      });
    assert.deepEqual(await failing('ECONNREFUSED').send(text()), { result: 'refused', reason: 'unavailable' });
    assert.deepEqual(await failing('ECONNRESET').send(text()), { result: 'unknown' });
  });

  it('finds what was sent to a number, with how far it has come', async () => {
    const { sender, account, advance } = openTwilioProvider();
    await sender.send(text());
    await sender.send(text('+15555550187'));
    advance(60);
    await sender.send(text());
    account.messages[2]!.status = 'undelivered';
    account.messages[2]!.errorCode = 30_003;
    const found = await sender.find?.('+15555550142' as E164, 1_790_000_030);
    assert.deepEqual(found, [
      { providerId: account.messages[2]!.sid, at: 1_790_000_060, progress: { state: 'failed', reason: 'unreachable' } },
    ]);
    assert.deepEqual(account.problems, []);
  });
});

describe('Lookup before a text', () => {
  const asks = (about: Record<string, unknown>) =>
    openTwilioProvider({ signals: ['line_type', 'sim_swap', 'call_forwarding'] }, () => about);

  it('stops a text to a landline, a fresh SIM or a forwarded line', async () => {
    const cases = [
      [{ line_type_intelligence: { type: 'landline', error_code: null } }, 'not_mobile'],
      [{ sim_swap: { last_sim_swap: { swapped_in_period: true }, error_code: null } }, 'risk'],
      [{ call_forwarding: { call_forwarding_enabled: true, error_code: null } }, 'risk'],
    ] as const;
    for (const [about, reason] of cases) {
      const { sender, account } = asks(about);
      assert.deepEqual(await sender.send(text()), { result: 'refused', reason });
      assert.equal(account.messages.length, 0);
      assert.deepEqual(account.problems, []);
    }
  });

  it('reads a forwarded line by the name the documentation’s pages give it, too', async () => {
    const { sender } = asks({ call_forwarding: { call_forwarding_status: 'true', error_code: null } });
    assert.deepEqual(await sender.send(text()), { result: 'refused', reason: 'risk' });
  });

  it('stops no text when a package did not answer, the whole of Lookup failed, or all is well', async () => {
    const fine = { line_type_intelligence: { type: 'mobile', error_code: null } };
    const broken = { line_type_intelligence: { type: 'landline', error_code: 60_600 } };
    const odd = { sim_swap: { last_sim_swap: null, error_code: 60_008 } };
    for (const about of [fine, broken, odd, {}])
      assert.equal((await asks(about).sender.send(text())).result, 'accepted');
    const down = asks({});
    down.behave((asked) => (asked === 'lookup' ? { status: 503 } : 'accept'));
    assert.equal((await down.sender.send(text())).result, 'accepted');
  });

  it('and the text together take no longer than the text alone', async () => {
    const slow = asks({});
    slow.behave((asked) => (asked === 'lookup' ? 'hang' : 'accept_then_hang'));
    await slow.sender.send(text());
    assert.equal(
      slow.budgets.reduce((sum, ms) => sum + ms, 0),
      3000,
    );
  });
});
