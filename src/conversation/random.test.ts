import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CallId } from '#core';
import { Secret } from '#core';
import { deathReasons, type Fact, type JournalEntry } from '#journal';
import { shipped } from '#transaction';
import { begin, type ConversationEvent, type ConversationPolicy, expectOf, listen, speak } from './index.ts';

const pin = '73915826';
const pinWords = 'seven three nine one five eight two six';
const pinPalabras = 'siete tres nueve uno cinco ocho dos seis';
const steps = ['start', 'id', 'pin', 'intent', 'waiting', 'readback', 'more', 'ended'];
const context = { brand: 'Acme', host: 'acme.example', digits: new Secret('482193'), readback: new Secret('add') };

/** An event, made only when the state is known: what a caller keys for a PIN comes at the step that asks for it. */
type Move = ConversationEvent | 'id' | 'pin' | 'spoken pin' | 'proper answer';

const speech = (...readings: string[]): ConversationEvent => ({
  type: 'speech',
  alternatives: readings.map((reading) => new Secret(reading)),
});

const sentences = [
  'yes',
  'no',
  'sí',
  'one zero zero one',
  'I want to add my wife',
  'añadir un beneficiario',
  'change my address',
  'help',
  'repeat',
  'start over',
  'cancel',
  'send it again',
  'no link',
  'no me ha llegado',
  'español',
  'english',
  'goodbye',
  'speak to a person',
  'double',
  'hundred',
  '',
  '   ',
  '¿?',
  'constructor',
  '__proto__',
];

const grants = fc.constantFrom('grant_000001', 'grant_000002');
const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({
    kind: fc.constant('grant_dead' as const),
    grant: grants,
    reason: fc.constantFrom(...deathReasons.filter((reason) => reason !== 'locked' && reason !== 'disowned')),
  }),
  fc.record({ kind: fc.constant('grant_dead' as const), grant: grants, reason: fc.constantFrom(...deathReasons) }),
  fc.record({
    kind: fc.constantFrom('link_opened' as const, 'caller_said_yes' as const, 'caller_said_no' as const),
    grant: grants,
  }),
  fc.record({ kind: fc.constant('digits_wrong' as const), grant: grants, left: fc.nat(5) }),
  fc.record({
    kind: fc.constant('grant_redeemed' as const),
    grant: grants,
    jkt: fc.constant('j'),
    token: fc.constant('tok_000001'),
  }),
  fc.record({
    kind: fc.constantFrom('details_sent' as const, 'readback_asked' as const),
    grant: grants,
    digest: fc.constantFrom('a', 'b'),
  }),
  fc.record({
    kind: fc.constant('transaction_done' as const),
    grant: grants,
    type: fc.constant('add_user'),
    receipt: fc.constant('rcpt_000001'),
  }),
  fc.record({
    kind: fc.constant('transaction_refused' as const),
    grant: grants,
    type: fc.constant('add_user'),
    reason: fc.constant('refused'),
  }),
  fc.record({
    kind: fc.constant('text_sent' as const),
    grant: grants,
    text: fc.constant('text_000001'),
    segments: fc.constant(1),
  }),
  fc.record({
    kind: fc.constant('text_failed' as const),
    grant: grants,
    text: fc.constant('text_000001'),
    reason: fc.constant('blocked'),
  }),
  fc.record({
    kind: fc.constant('grant_offered' as const),
    grant: grants,
    type: fc.constant('add_user'),
    account: fc.constant('acct_000001'),
    expires_in: fc.constant(300),
    delivery: fc.constant('link' as const),
  }),
);

const entries = fc.array(fc.tuple(fc.nat(60), fact), { maxLength: 4 }).map((list) =>
  list.map(
    ([seq, one]): JournalEntry => ({
      call: 'call_1' as CallId,
      seq,
      at: 0,
      room: 'x',
      fact: one,
      prev: '',
      hash: '',
    }),
  ),
);

const anyKeys = fc.array(fc.constantFrom(...'0123456789*#ABCD'), { maxLength: 14 }).map((list) => list.join(''));

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 24, arbitrary: fc.constant<Move>('proper answer') },
  { weight: 2, arbitrary: fc.constantFrom<Move>('id', 'pin', 'spoken pin') },
  { weight: 2, arbitrary: fc.constantFrom(...sentences).map((sentence) => speech(sentence)) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 3 })
      .map((list) => speech(...list)),
  },
  { weight: 2, arbitrary: anyKeys.map((keys): ConversationEvent => ({ type: 'digits', digits: new Secret(keys) })) },
  { weight: 1, arbitrary: fc.constantFrom<ConversationEvent>({ type: 'silence' }, { type: 'started' }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('verified' as const, 'wrong' as const, 'locked' as const, 'cannot_say' as const)
      .map((verdict): ConversationEvent => ({ type: 'identity_verdict', verdict })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('grant_offered' as const),
      delivery: fc.constantFrom('link' as const, 'voice' as const),
      numberEnding: fc.constant('42'),
      textAccepted: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('no_number' as const, 'not_allowed' as const, 'unavailable' as const)
      .map((reason): ConversationEvent => ({ type: 'grant_refused', reason })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('done' as const, 'refused' as const, 'dead' as const, 'pending' as const)
      .map((outcome): ConversationEvent => ({ type: 'confirmed', outcome })),
  },
  { weight: 4, arbitrary: entries.map((list): ConversationEvent => ({ type: 'screen', entries: list })) },
);

const policyOf = fc.record({
  offers: fc.constant(shipped.map(({ type, en, es }) => ({ type, words: { en, es } }))),
  pinTriesPerCall: fc.constantFrom(1, 3),
  spokenPin: fc.boolean(),
  pinLength: fc.constantFrom(0, 8),
});

describe('whatever happens on a call', () => {
  it('nothing throws, every state is a legal one, and a PIN is in no state, no prompt and no words', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(
        policyOf,
        fc.constantFrom('en' as const, 'es' as const),
        fc.array(move, { maxLength: 40 }),
        (policy: ConversationPolicy, lang, moves) => {
          let state = begin(lang, 'link');
          for (const next of moves) {
            const before = state;
            const event = eventOf(next, before);
            const decision = listen(policy, before, event);
            state = decision.state;
            reached.add(state.step);
            assert.ok(steps.includes(state.step));
            assert.deepEqual(JSON.parse(JSON.stringify(state)), state, 'a state survives being stored');
            const expect = expectOf(policy, state);
            assert.equal(expect.secret, state.step === 'pin');
            assert.equal(expect.next === 'ended' || expect.next === 'transferred', state.step === 'ended');
            const words = speak(state.lang, decision.say, context).join(' ');
            const traces = JSON.stringify([state, decision.say, decision.commands, words]);
            for (const form of [pin, pinWords, pinPalabras, [...pin].join(' ')]) assert.ok(!traces.includes(form));
            if (before.step === 'ended') assert.deepEqual(decision, { state: before, commands: [], say: [] });
            if (state.step !== 'id' && state.step !== 'pin') assert.equal(state.userId, null);
            assert.ok(state.spokenSeq >= before.spokenSeq);
            for (const command of decision.commands) {
              if (command.type === 'verify_identity') assert.equal(before.step, 'pin');
              if (command.type === 'confirm_transaction') assert.equal(before.step, 'readback');
              if (command.type === 'offer_grant') assert.ok(['intent', 'more', 'waiting'].includes(before.step));
            }
            const ending = decision.commands.some(({ type }) => type === 'hangup' || type === 'transfer');
            assert.equal(ending, state.step === 'ended' && before.step !== 'ended');
          }
        },
      ),
      { numRuns: 3000 },
    );
    for (const step of steps.slice(1)) assert.ok(reached.has(step), `${step} was reached`);
  });

  it('ten thousand keypad streams bring no one past the PIN and submit nothing in part', () => {
    const policy: ConversationPolicy = { offers: [], pinTriesPerCall: 3, spokenPin: false, pinLength: 8 };
    fc.assert(
      fc.property(fc.array(anyKeys, { maxLength: 6 }), (streams) => {
        let state = listen(policy, begin('en', 'link'), { type: 'started' }).state;
        for (const keys of streams) {
          const decision = listen(policy, state, { type: 'digits', digits: new Secret(keys) });
          state = decision.state;
          for (const command of decision.commands) {
            if (command.type !== 'verify_identity') continue;
            assert.match(command.userId.reveal(), /^\d{4,12}$/);
            assert.match(command.pin.reveal(), /^\d{8}$/);
          }
          assert.ok(['id', 'pin', 'ended'].includes(state.step));
        }
      }),
      { numRuns: 10_000 },
    );
  });
});

function screenOf(state: ReturnType<typeof begin>, fact: Fact): ConversationEvent {
  const entry = { call: 'call_1' as CallId, seq: state.spokenSeq + 1, at: 0, room: 'x', fact, prev: '', hash: '' };
  return { type: 'screen', entries: [entry] };
}

function eventOf(next: Move, state: ReturnType<typeof begin>): ConversationEvent {
  if (typeof next !== 'string') return next;
  const keyed = (keys: string): ConversationEvent => ({ type: 'digits', digits: new Secret(keys) });
  if (next === 'id') return keyed('10012345#');
  if (next === 'pin' || next === 'spoken pin') {
    // At the step for the id, eight digits are an id; nobody can tell them from a PIN.
    if (state.step === 'id' || state.step === 'start') return { type: 'started' };
    return next === 'pin' ? keyed(pin) : speech(`it is ${state.lang === 'en' ? pinWords : pinPalabras}`);
  }
  if (state.asked === 'verdict') return { type: 'identity_verdict', verdict: 'verified' };
  if (state.asked === 'grant')
    return { type: 'grant_offered', delivery: state.delivery, numberEnding: '42', textAccepted: true };
  if (state.asked !== null) return { type: 'confirmed', outcome: 'done' };
  if (state.step === 'id') return keyed('10012345#');
  if (state.step === 'pin') return keyed(pin);
  if (state.step === 'waiting' && state.death === null)
    return screenOf(state, { kind: 'readback_asked', grant: state.grant ?? 'grant_000001', digest: 'a' });
  return state.step === 'start' ? { type: 'started' } : keyed('1');
}
