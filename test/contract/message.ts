// What every message provider keeps to, whoever stands behind it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { E164, TextId } from '#core';
import { Secret } from '#core';
import type { TextFault, TextSender } from '#message';

export const text = (
  to = '+15555550142',
  validSeconds = 240,
  body = 'Acme: https://confirm.acme.example/add_user#x',
) => ({
  id: `text_${'A'.repeat(22)}` as TextId,
  to: to as E164,
  body: new Secret(body),
  validSeconds,
});

/** A provider under test, and how to make the service behind it behave. `sent` counts the texts it has really taken. */
export type Provider = {
  readonly sender: TextSender;
  readonly sent: () => number;
  refuse(reason: TextFault): boolean;
  /** It takes the text and its answer is lost. */
  loseAnswer(): boolean;
};

/** Runs the suite over one provider. */
export const messageContract = (name: string, open: () => Provider): void => {
  describe(`the message provider ${name}`, () => {
    it('sends a text once and names it', async () => {
      const provider = open();
      const answer = await provider.sender.send(text());
      assert.equal(answer.result, 'accepted');
      assert.ok('providerId' in answer && answer.providerId.length > 0);
      assert.equal(provider.sent(), 1);
    });

    for (const reason of ['opted_out', 'invalid', 'throttled', 'misconfigured'] as const) {
      it(`tells a refusal as ${reason}`, async () => {
        const provider = open();
        if (!provider.refuse(reason)) return;
        assert.deepEqual(await provider.sender.send(text()), { result: 'refused', reason });
        assert.equal(provider.sent(), 0);
      });
    }

    it('tells an answer that is lost as unclear, and never sends again', async () => {
      const provider = open();
      if (!provider.loseAnswer()) return;
      assert.deepEqual(await provider.sender.send(text()), { result: 'unknown' });
      assert.equal(provider.sent(), 1);
    });

    it('says whether it is ready, and does not throw', async () => {
      assert.equal(typeof (await open().sender.ready()), 'boolean');
    });
  });
};
