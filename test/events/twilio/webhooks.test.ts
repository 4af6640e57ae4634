import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { reportFrom } from '#message/twilio';
import { type Kind, readRequest } from '#phone/twilio';

type Events = {
  readonly calls: readonly { kind: Kind; form: string; event: string; from: string | null }[];
  readonly texts: readonly { form: string; progress: unknown }[];
};

const events = JSON.parse(readFileSync(new URL('webhooks.json', import.meta.url), 'utf8')) as Events;
const accountSid = `AC${'1'.repeat(32)}`;
const formOf = (form: string) => new Map(new URLSearchParams(form));

describe('webhooks as Twilio documents them', () => {
  for (const [index, { kind, form, event, from }] of events.calls.entries()) {
    it(`call ${index + 1} (${kind}) is read as ${event}`, () => {
      const found = readRequest(kind, accountSid, formOf(form));
      assert.ok(found.ok, JSON.stringify(found));
      assert.equal(found.request.event.type, event);
      assert.equal(found.request.from, from);
      assert.equal(found.request.to, '+15555550100');
    });
  }

  for (const [index, { form, progress }] of events.texts.entries()) {
    it(`text ${index + 1} is read as ${JSON.stringify(progress)}`, () => {
      const report = reportFrom(accountSid, `text_${'A'.repeat(22)}`, formOf(form));
      assert.deepEqual(report?.progress, progress);
      assert.equal(report?.providerId, `SM${'3'.repeat(32)}`);
    });
  }

  it('a report that contradicts itself, or names no text of ours, is none', () => {
    const form = formOf(events.texts[0]!.form);
    assert.equal(reportFrom(accountSid, null, form), null);
    assert.equal(reportFrom(accountSid, 'text_short', form), null);
    const id = `text_${'A'.repeat(22)}`;
    assert.equal(reportFrom(accountSid, id, new Map([...form, ['SmsStatus', 'failed']])), null);
    assert.equal(reportFrom(accountSid, id, new Map([...form, ['SmsSid', `SM${'4'.repeat(32)}`]])), null);
    assert.equal(reportFrom(`AC${'9'.repeat(32)}`, id, form), null);
  });
});
