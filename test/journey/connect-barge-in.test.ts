import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shipped } from '#transaction';
import { connectFlow, substituted } from '../../deploy/aws/flow/flow.ts';
import type { Flow } from '../../deploy/aws/flow/language.ts';
import { substitutions } from '../../twin/connect/connect.ts';
import { codeFor, digitsIn, installOnConnect, wordsOf } from './connect-installation.ts';
import { maria } from './installation.ts';
import { createPlainClient } from './plain-client.ts';

describe('a caller who breaks into everything that lets him', () => {
  it('gets through, sooner, and hears all that holds the digits', async () => {
    const [patient, hasty] = [await installOnConnect(), await installOnConnect({ bargesInAfterSeconds: 0.4 })];
    const seconds = async (house: typeof patient) => {
      const before = house.clock.now();
      const waiting = await house.until(house.twin.ring(maria.number), 'waiting');
      return { waiting, took: house.clock.now() - before };
    };
    const [slow, fast] = [await seconds(patient), await seconds(hasty)];
    assert.ok(fast.took < slow.took, `${fast.took} s, ${slow.took} s`);
    assert.equal(digitsIn(fast.waiting).length, 6);
    assert.ok(fast.waiting.said.every(({ cut }) => cut === undefined));
    const redeemed = await createPlainClient(hasty.fetch, hasty.issuer).redeem(codeFor(hasty), digitsIn(fast.waiting));
    assert.equal(redeemed.status, 200);
  });

  it('cuts off the greeting and what Lex asks, and nothing else', async () => {
    const house = await installOnConnect({ bargesInAfterSeconds: 0.4 });
    const call = house.twin.ring(maria.number);
    const greeted = await call.start();
    assert.ok(greeted.said.some(({ cut }) => cut === true));
    const asked = await call.input({ digits: `${maria.userId}#` });
    assert.ok(asked.said.every(({ cut, by }) => cut === true && by === 'lex'));
    assert.ok(wordsOf(asked).length < 10);
  });

  it('cuts nothing off where the bot says that it may not be interrupted', async () => {
    const text = JSON.stringify(
      connectFlow({ transactions: shipped, langs: ['en', 'es'], queue: true, pinBy: 'lex', pinLength: 8 }),
    ).replaceAll('"x-amz-lex:allow-interrupt:*:*":"true"', '"x-amz-lex:allow-interrupt:*:*":"false"');
    const flow = substituted(JSON.parse(text) as Flow, substitutions());
    const house = await installOnConnect({ bargesInAfterSeconds: 0.4, flow });
    const greeted = await house.twin.ring(maria.number).start();
    assert.ok(greeted.said.every(({ cut }) => cut === undefined));
  });
});

describe('a disconnect flow', () => {
  const hook = 'arn:aws:connect:us-east-1:111122223333:instance/9f/contact-flow/after';
  const base = connectFlow({ transactions: shipped, langs: ['en', 'es'], queue: true, pinBy: 'lex', pinLength: 8 });
  const hooked = {
    ...base,
    StartAction: 'after-call',
    Actions: [
      {
        Identifier: 'after-call',
        Type: 'UpdateContactEventHooks',
        Parameters: { EventHooks: { CustomerRemaining: hook } },
        Transitions: {
          NextAction: base.StartAction,
          Errors: [{ NextAction: base.StartAction, ErrorType: 'NoMatchingError' }],
        },
      },
      ...base.Actions,
    ],
  };
  const after: Flow = {
    Version: '2019-10-30',
    StartAction: 'note',
    Actions: [
      {
        Identifier: 'note',
        Type: 'UpdateContactAttributes',
        Parameters: { Attributes: { after: 'the disconnect flow ran' } },
        Transitions: { NextAction: 'end', Errors: [{ NextAction: 'end', ErrorType: 'NoMatchingError' }] },
      },
      { Identifier: 'end', Type: 'DisconnectParticipant', Parameters: {}, Transitions: {} },
    ],
  };

  for (const runsDisconnectFlow of [true, false]) {
    it(`that ${runsDisconnectFlow ? 'runs' : 'never runs'} after a hang-up makes no difference to the grant`, async () => {
      const flow = substituted(hooked, substitutions());
      const house = await installOnConnect({ flow, hookFlows: { [hook]: after }, runsDisconnectFlow });
      const call = house.twin.ring(maria.number);
      const heard = await house.until(call, 'waiting');
      await call.hangUp();
      assert.equal(house.twin.records.contactAttributes.after !== undefined, runsDisconnectFlow);
      const refused = await createPlainClient(house.fetch, house.issuer).redeem(codeFor(house), digitsIn(heard));
      assert.equal(refused.status, 400);
    });
  }
});
