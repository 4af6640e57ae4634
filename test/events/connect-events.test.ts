// Recorded shapes of every event Connect, Lex and EventBridge send us, nulls and unknown members included.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Call } from '#call';
import type { CallId } from '#core';
import { silentLog } from '#core';
import {
  type ConnectLine,
  type ConnectPorts,
  createCodeHook,
  createContactEvents,
  createFlowHandler,
} from '#phone/connect';
import { createKeypadHandler } from '#phone/connect/keypad';
import { shipped } from '#transaction';
import { askOfIntent } from '../../deploy/aws/bot/bot.ts';
import { expectedOn } from '../../twin/connect/voicegrant.ts';

const contactId = '0b6f1c1e-2f7a-4a0f-9d5e-1f0c8b9f2a11';
const event = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));

const listening = { input: 'both', maxDigits: 1, seconds: 6, secret: false, next: 'listening', hints: [] } as const;

/** A line that writes down what it was asked, and a call it is about. */
const bench = (call: Partial<Call> | null = {}, expect: Partial<Parameters<typeof Object.assign>[0]> = {}) => {
  const asked: unknown[] = [];
  const turn = {
    call: 'call_a' as CallId,
    lang: 'en' as const,
    say: ['What would you like to do?'],
    expect: { ...listening, ...expect },
    number: 3,
  };
  const opened = (heard: Parameters<ConnectLine['turn']>[1]) => {
    if (heard.type === 'digits') return { keys: heard.digits.reveal() };
    return heard.type === 'speech' ? { speech: heard.alternatives.map((one) => one.reveal()) } : 'silence';
  };
  const line: ConnectLine = {
    async ring(ring) {
      asked.push({ ring });
      return { ...turn, number: 1, lang: ring.lang };
    },
    async turn(_call, heard, after) {
      asked.push(after === undefined ? opened(heard) : { heard: opened(heard), after });
      return turn;
    },
    async lastTurn() {
      asked.push('again');
      return turn;
    },
    async hangUp(_call, how) {
      asked.push({ hangUp: how });
    },
  };
  const value = { id: 'call_a', caller: null, grant: null, endedAt: null, ...call } as Call;
  const ports: ConnectPorts = {
    line,
    calls: { byVendorId: async () => (call === null ? null : { key: ['call'], version: 'v' as never, value }) },
    log: silentLog,
    expected: expectedOn(['en', 'es'], 'lex'),
    describeContact: async (id) => ({
      arn: `${expectedOn(['en'], 'lex').instanceArn}/contact/${id}`,
      channel: 'VOICE',
      initiationMethod: 'INBOUND',
      disconnected: false,
    }),
  };
  return { asked, ports, hook: createCodeHook({ ...ports, askOf: askOfIntent(shipped) }) };
};

const heardFrom = async (name: string): Promise<unknown> => {
  const { asked, hook } = bench();
  await hook(event(`lex/${name}`));
  return asked[0];
};

describe('what a code hook event says the caller did', () => {
  it('keys are the transcript of a DTMF turn', async () =>
    assert.deepEqual(await heardFrom('keyed-pin'), { keys: '48291306' }));
  it('keys are found in the slot when there is no transcript, and in a slot without a shape', async () =>
    assert.deepEqual(await heardFrom('keyed-id-in-slot-only'), { keys: '10012345' }));
  it('speech comes with its alternatives, the surest first, and with what Lex is sure of', async () =>
    assert.deepEqual(await heardFrom('spoken-alternatives'), {
      speech: ['add my wife', 'had my wife', 'add my spouse'],
    }));
  it('null in every place that can be null is no obstacle', async () =>
    assert.deepEqual(await heardFrom('nulls-everywhere'), { speech: ['help'] }));
  it('a confidence in its older form counts too', async () =>
    assert.deepEqual(await heardFrom('older-confidence'), {
      speech: ['change my address please', shipped[1]?.en.asks[0]],
    }));
  it('what Lex is not sure of does not count, nor does it matter which hook is asked', async () =>
    assert.deepEqual(await heardFrom('fulfilment-unsure'), { speech: ['the weather today'] }));
  it('an empty transcript is a silence', async () => assert.equal(await heardFrom('silence'), 'silence'));
  it('members nobody knows are passed over', async () =>
    assert.deepEqual(await heardFrom('a-member-nobody-knows'), { speech: ['help'] }));
});

describe('what a code hook answers', () => {
  const known = { caller: {} } as Partial<Call>;
  it('asks for the PIN as a slot, with every slot empty and nothing of the caller in it', async () => {
    const { hook } = bench({}, { secret: true, input: 'digits', maxDigits: 8 });
    const answer = await hook(event('lex/keyed-id-in-slot-only'));
    assert.deepEqual(answer.sessionState.dialogAction, { type: 'ElicitSlot', slotToElicit: 'Pin' });
    assert.deepEqual(answer.sessionState.intent?.slots, { UserId: null, Pin: null });
    assert.equal(answer.sessionState.sessionAttributes['x-amz-lex:dtmf:max-length:Identify:Pin'], '8');
    assert.doesNotMatch(JSON.stringify(answer), /10012345/);
  });
  it('asks for the id again as a slot, and for anything else as an intent', async () => {
    const slot = await bench().hook(event('lex/keyed-pin'));
    assert.deepEqual(slot.sessionState.dialogAction, { type: 'ElicitSlot', slotToElicit: 'UserId' });
    const intent = await bench(known).hook(event('lex/keyed-pin'));
    assert.deepEqual(intent.sessionState.dialogAction, { type: 'ElicitIntent' });
    assert.equal(intent.messages?.[0]?.content, 'What would you like to do?');
    assert.doesNotMatch(JSON.stringify([slot, intent]), /48291306/);
  });
  it('gives the call back to the flow, without a word, when the bot waits for the screen', async () => {
    const answer = await bench(known, { next: 'waiting' }).hook(event('lex/spoken-alternatives'));
    assert.deepEqual(answer.sessionState.dialogAction, { type: 'Close' });
    assert.equal(answer.sessionState.intent?.state, 'Fulfilled');
    assert.equal(answer.messages, undefined);
  });
  it('lets the flow speak as soon as there has been a grant, whose words may be private', async () => {
    const answer = await bench({ ...known, grant: 'grant_a' as never }).hook(event('lex/spoken-alternatives'));
    assert.deepEqual(answer.sessionState.dialogAction, { type: 'Close' });
    assert.equal(answer.messages, undefined);
  });
  it('lets the flow change the language', async () => {
    const spanish = structuredClone(event('lex/silence')) as { bot: { localeId: string } };
    spanish.bot.localeId = 'es_US';
    assert.deepEqual((await bench().hook(spanish)).sessionState.dialogAction, { type: 'Close' });
  });
  it('passes on no attribute it was given but the contact', async () => {
    const { sessionState } = await bench().hook(event('lex/nulls-everywhere'));
    const others = Object.keys(sessionState.sessionAttributes).filter((name) => !name.startsWith('x-amz-lex:'));
    assert.deepEqual(others, ['ContactId']);
  });
  it('closes when the call has ended, and asks the line nothing', async () => {
    const { asked, hook } = bench({ endedAt: 1 });
    assert.equal((await hook(event('lex/keyed-pin'))).sessionState.intent?.state, 'Failed');
    assert.deepEqual(asked, []);
  });
});

describe("what a flow's Lambda does", () => {
  it('rings with the calling and the called number', async () => {
    const { asked, ports } = bench(null);
    const answer = await createFlowHandler(ports)(event('connect/flow-start'));
    assert.deepEqual(asked, [
      {
        ring: {
          channel: 'connect',
          vendorId: contactId,
          lang: 'en',
          callingNumber: '+15555550142',
          calledNumber: '+15555550100',
        },
      },
    ]);
    assert.ok(Object.values(answer).every((value) => typeof value === 'string'));
    assert.equal(answer.do, 'greet');
  });
  it('rings for a withheld number, in the language of its flow', async () => {
    const { asked, ports } = bench(null);
    const answer = await createFlowHandler(ports)(event('connect/flow-start-withheld'));
    assert.partialDeepStrictEqual(asked, [{ ring: { callingNumber: null, calledNumber: null, lang: 'es' } }]);
    assert.equal(answer.language, 'es');
  });
  it('rings once: asked again it says the same again', async () => {
    const { asked, ports } = bench();
    await createFlowHandler(ports)(event('connect/flow-start'));
    assert.deepEqual(asked, ['again']);
  });
  it('a wait is a silence after the turn the flow has heard', async () => {
    const { asked, ports } = bench();
    await createFlowHandler(ports)(event('connect/flow-wait'));
    assert.deepEqual(asked, [{ heard: 'silence', after: 3 }]);
  });
  it('after a part was said no turn is taken', async () => {
    const { asked, ports } = bench();
    await createFlowHandler(ports)(event('connect/flow-spoken'));
    assert.deepEqual(asked, ['again']);
  });
  it('only the Lambda with the key takes what was keyed', async () => {
    const { ports } = bench();
    await assert.rejects(createFlowHandler(ports)(event('connect/flow-verify')), /refused: op/);
    const keypad = createKeypadHandler({ ...ports, decrypt: async () => assert.fail('nothing was keyed') });
    await assert.rejects(keypad(event('connect/flow-wait')), /refused: op/);
    await keypad(event('connect/flow-verify'));
  });
});

describe('what a contact event does', () => {
  const outcome = async (name: string, call: Partial<Call> | null = {}) => {
    const { asked, ports } = bench(call);
    return [await createContactEvents(ports)(event(`connect/${name}`)), ...asked];
  };
  it('a disconnect ends the call', async () =>
    assert.deepEqual(await outcome('event-disconnected'), ['ended', { hangUp: 'caller' }]));
  it('so does a completion, whatever its capitals', async () =>
    assert.deepEqual(await outcome('event-completed-in-other-case'), ['ended', { hangUp: 'caller' }]));
  it('a line that was lost is dropped, for which there may be some grace', async () =>
    assert.deepEqual(await outcome('event-line-lost'), ['ended', { hangUp: 'dropped' }]));
  it('a call that has ended, or is not ours, stays as it is', async () => {
    assert.deepEqual(await outcome('event-disconnected', { endedAt: 1 }), ['ignored']);
    assert.deepEqual(await outcome('event-disconnected', null), ['ignored']);
  });
  it('no other event does anything: none starts, renews or revives a call', async () => {
    for (const name of ['event-initiated', 'event-queued']) assert.deepEqual(await outcome(name), ['ignored']);
  });
});
