import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CallId } from '#core';
import { Secret } from '#core';
import type { Fact, JournalEntry } from '#journal';
import { shipped } from '#transaction';
import {
  begin,
  type Command,
  type ConversationEvent,
  type ConversationPolicy,
  type ConversationState,
  expectOf,
  listen,
  type PromptId,
} from './index.ts';

const policy: ConversationPolicy = {
  offers: shipped.map(({ type, en, es }) => ({ type, words: { en, es } })),
  pinTriesPerCall: 3,
  spokenPin: false,
  pinLength: 8,
};

const keys = (digits: string): ConversationEvent => ({ type: 'digits', digits: new Secret(digits) });
const says = (...readings: string[]): ConversationEvent => ({
  type: 'speech',
  alternatives: readings.map((reading) => new Secret(reading)),
});
const silence: ConversationEvent = { type: 'silence' };
const verdict = (verdict: 'verified' | 'wrong' | 'locked' | 'cannot_say'): ConversationEvent => ({
  type: 'identity_verdict',
  verdict,
});
const offered = (delivery: 'link' | 'voice' = 'link', textAccepted = true): ConversationEvent => ({
  type: 'grant_offered',
  delivery,
  numberEnding: '42',
  textAccepted,
});
const grant = 'grant_000001';
const facts = (from: number, ...list: Fact[]): ConversationEvent => ({
  type: 'screen',
  entries: list.map(
    (fact, index): JournalEntry => ({
      call: 'call_1' as CallId,
      seq: from + index,
      at: 0,
      room: 'x',
      fact,
      prev: '',
      hash: '',
    }),
  ),
});
const dead = (reason: Extract<Fact, { kind: 'grant_dead' }>['reason'], of = grant): Fact => ({
  kind: 'grant_dead',
  grant: of,
  reason,
});
const done: Fact = { kind: 'transaction_done', grant, type: 'add_user', receipt: 'rcpt_000001' };
const readback: Fact = { kind: 'readback_asked', grant, digest: 'digest-a' };

/** A call: its state, and what was said and ordered by its last event. */
const call = (over: Partial<ConversationPolicy> = {}, lang: 'en' | 'es' = 'en') => {
  const rules = { ...policy, ...over };
  let state: ConversationState = begin(lang, 'link');
  const on = (...events: ConversationEvent[]) => {
    let said: PromptId[] = [];
    let commands: readonly Command[] = [];
    for (const event of events) {
      const decision = listen(rules, state, event);
      state = decision.state;
      said = decision.say.map(({ id }) => id);
      commands = decision.commands;
    }
    return { said: said.join(' '), commands, did: commands.map(({ type }) => type).join(' ') };
  };
  return { on, state: () => state, expect: () => expectOf(rules, state) };
};
type Call = ReturnType<typeof call>;
const started = [{ type: 'started' }] as const;
const verified = [...started, keys('10012345#'), keys('48291306'), verdict('verified')];
const waiting = [...verified, says('add my wife'), offered()];
const at = (
  events: readonly ConversationEvent[],
  over: Partial<ConversationPolicy> = {},
  lang: 'en' | 'es' = 'en',
): Call => {
  const one = call(over, lang);
  one.on(...events);
  return one;
};

describe('the call from hello to goodbye', () => {
  for (const [lang, words] of Object.entries({
    en: {
      id: 'my number is one double zero one two three four five',
      wish: 'I want to add my wife',
      no: 'no, thank you',
    },
    es: {
      id: 'mi número es uno doble cero uno dos tres cuatro cinco',
      wish: 'quiero añadir a mi esposa',
      no: 'no, gracias',
    },
  })) {
    it(`${lang}: a wife is added while the caller is on the line`, () => {
      const one = call({}, lang as 'en' | 'es');
      assert.equal(one.on(...started).said, 'welcome ask_id');
      assert.equal(one.on(says(words.id)).said, 'ask_pin');
      const checked = one.on(keys('48291306#')).commands[0];
      assert.ok(checked?.type === 'verify_identity');
      assert.deepEqual([checked.userId.reveal(), checked.pin.reveal()], ['10012345', '48291306']);
      assert.equal(one.on(verdict('verified')).said, 'verified ask_intent');
      assert.equal(one.state().userId, null);
      assert.deepEqual(one.on(says(words.wish)).commands, [
        { type: 'offer_grant', transaction: 'add_user', delivery: 'link' },
      ]);
      assert.equal(one.on(offered()).said, 'text_sent digits digits_only_there');
      assert.equal(one.expect().next, 'waiting');
      assert.equal(one.on(silence).said, '');
      assert.equal(one.on(facts(5, { kind: 'link_opened', grant })).said, 'link_opened');
      assert.equal(one.on(facts(6, { kind: 'digits_wrong', grant, left: 4 })).said, 'digits_wrong');
      assert.equal(
        one.on(facts(7, { kind: 'grant_redeemed', grant, jkt: 'j', token: 'tok_000001' })).said,
        'digits_right',
      );
      assert.equal(one.on(facts(8, { kind: 'details_sent', grant, digest: 'd' }, done)).said, 'done anything_else');
      const bye = one.on(says(words.no));
      assert.deepEqual([bye.said, bye.did, one.expect().next], ['goodbye', 'hangup', 'ended']);
    });
  }

  it('a payee is read back, and only a yes on the call carries it out', () => {
    const one = at([...verified, says('add a payee'), offered(), facts(4, readback)]);
    assert.equal(one.state().step, 'readback');
    assert.equal(one.on(says('hmm well')).said, 'readback_not_understood');
    assert.deepEqual(one.on(says('yes please')).commands, [
      { type: 'confirm_transaction', yes: true, digest: 'digest-a' },
    ]);
    assert.equal(one.on({ type: 'confirmed', outcome: 'done' }).said, 'done anything_else');
    assert.equal(one.on(facts(5, { kind: 'caller_said_yes', grant }, done)).said, '', 'the outcome is not said twice');
  });

  it('a no to the read-back changes nothing and says so', () => {
    const one = at([...verified, keys('3'), offered(), facts(4, readback), keys('2')]);
    assert.equal(one.on({ type: 'confirmed', outcome: 'refused' }).said, 'refused_by_you anything_else');
    assert.equal(one.on(facts(5, { kind: 'caller_said_no', grant }, dead('refused'))).said, '');
  });

  it('details sent anew are read back anew, and the yes is for those', () => {
    const one = at([...waiting, facts(4, readback), facts(5, { ...readback, digest: 'digest-b' })]);
    assert.deepEqual(one.on(keys('1')).commands, [{ type: 'confirm_transaction', yes: true, digest: 'digest-b' }]);
  });

  for (const [outcome, said, step] of [
    ['refused', 'not_done anything_else', 'more'],
    ['pending', 'one_moment', 'waiting'],
    ['dead', 'link_lapsed offer_again', 'waiting'],
  ] as const) {
    it(`after a yes, "${outcome}" is told as it is`, () => {
      const one = at([...waiting, facts(4, readback), says('yes')]);
      assert.equal(one.on({ type: 'confirmed', outcome }).said, said);
      assert.equal(one.state().step, step);
    });
  }

  it('after a transaction another can be asked for at once, by a yes or by name', () => {
    assert.equal(at([...waiting, facts(4, done)]).on(says('yes, I have moved too')).did, 'offer_grant');
    assert.equal(at([...waiting, facts(4, done)]).on(says('yes please')).said, 'ask_intent');
    assert.equal(at([...waiting, facts(4, done)]).on(silence).said, 'anything_else');
    assert.equal(at([...waiting, facts(4, done), silence]).on(silence).did, 'hangup');
  });
});

describe('who the caller is', () => {
  it('wrong and locked sound the same, in the same order, to the end of the call', () => {
    const transcripts = (['wrong', 'locked'] as const).map((word) => {
      const one = call();
      const said = [one.on(...started).said];
      for (let pair = 0; pair < 3; pair += 1) {
        said.push(one.on(keys('10012345#')).said, one.on(keys('48291306')).said, one.on(verdict(word)).said);
      }
      return { said, next: one.expect().next };
    });
    assert.deepEqual(transcripts[0], transcripts[1]);
    assert.equal(transcripts[0]?.said.at(-1), 'too_many_wrong');
    assert.equal(transcripts[0]?.next, 'ended');
  });

  it('a provider that cannot say leads to a person', () => {
    const one = at([...started, keys('10012345#'), keys('48291306')]);
    const left = one.on(verdict('cannot_say'));
    assert.deepEqual(left.commands, [{ type: 'transfer', reason: 'cannot_verify' }]);
    assert.equal(left.said, 'cannot_verify transfer');
    assert.equal(one.expect().next, 'transferred');
  });

  it('id and PIN in one go are not taken, by keys or by voice', () => {
    for (const event of [
      keys('10012345#48291306#'),
      keys('1001234548291306'),
      says('my id is 1234 and my PIN is 5678'),
      says('my PIN is 4829 1306'),
    ]) {
      const one = at(started);
      assert.equal(one.on(event).said, 'id_not_understood');
      assert.equal(one.state().userId, null);
    }
  });

  it('a PIN of the wrong length is asked for again and costs no try', () => {
    const one = at([...started, keys('10012345#')]);
    assert.deepEqual([one.on(keys('4829')).said, one.on(keys('482913060')).did], ['pin_not_understood', '']);
  });

  it('star starts an entry over', () => {
    assert.equal(at(started).on(keys('999*10012345#')).said, 'ask_pin');
    assert.equal(at([...started, keys('10012345#')]).on(keys('12*')).said, 'ask_pin');
    assert.equal(at([...started, keys('10012345#')]).on(keys('12*48291306#')).did, 'verify_identity');
  });

  it('a spoken PIN is taken only where the policy says so, and only for the first pair of a call', () => {
    const spoken = says('four eight two nine one three zero six');
    const id = [...started, keys('10012345#')];
    assert.equal(at(id).on(spoken).said, 'pin_by_keypad');
    assert.equal(at(id).expect().input, 'digits');
    assert.equal(at(id, { spokenPin: true }).on(spoken).did, 'verify_identity');
    const again = at([...id, spoken, verdict('wrong'), keys('10012345#')], { spokenPin: true });
    assert.equal(again.expect().input, 'digits');
    assert.equal(again.on(spoken).said, 'pin_by_keypad');
  });

  it('the PIN step is marked secret, and no other', () => {
    assert.equal(at(started).expect().secret, false);
    const pin = at([...started, keys('10012345#')]).expect();
    assert.deepEqual([pin.secret, pin.maxDigits], [true, 8]);
    assert.equal(at(waiting).expect().secret, false);
  });

  it('the language can be changed before the caller is verified, and not after', () => {
    const one = at(started);
    assert.equal(one.on(says('español, por favor')).said, 'welcome ask_id');
    assert.equal(one.state().lang, 'es');
    one.on(keys('10012345#'));
    assert.equal(one.on(says('in English please')).said, 'ask_pin');
    assert.equal(one.state().lang, 'en');
    one.on(keys('48291306'), verdict('verified'), says('en español'));
    assert.equal(one.state().lang, 'en');
  });
});

describe('silence and nonsense', () => {
  for (const [step, events, nonsense] of [
    ['id', started, says('blah blah')],
    ['pin', [...started, keys('10012345#')], keys('12')],
    ['intent', verified, says('the weather is fine')],
    ['readback', [...waiting, facts(4, readback)], says('the weather')],
  ] as const) {
    it(`at ${step}: asked again twice, then a silent call ends and a lost caller gets a person`, () => {
      const quiet = at(events);
      assert.match(quiet.on(silence).said, /^not_heard /);
      assert.match(quiet.on(silence).said, /^not_heard /);
      const end = quiet.on(silence);
      assert.deepEqual([end.said, end.did], ['not_heard_end', 'hangup']);
      const lost = at(events);
      assert.match(lost.on(nonsense).said, /not_understood/);
      assert.match(lost.on(nonsense).said, /not_understood/);
      assert.deepEqual(lost.on(nonsense).commands.at(-1), { type: 'transfer', reason: 'not_understood' });
    });
  }

  it('what cannot be told apart is answered with the list', () => {
    assert.equal(at(verified).on(says('add')).said, 'intent_not_understood intents');
  });

  it('keys of another step are no choice', () => {
    assert.equal(at(verified).on(keys('12')).did, '');
    assert.equal(at(verified).on(keys('48291306')).did, '');
    assert.equal(at(verified).on(keys('9')).did, '');
    assert.equal(at(verified).on(keys('2#')).did, 'offer_grant');
  });

  it('a late hash key is no answer: the question is said again', () => {
    const one = at(verified);
    assert.equal(one.on(keys('#')).said, 'verified ask_intent');
    assert.equal(one.state().misses, 0);
  });
});

describe('what can be asked at any step', () => {
  const steps = {
    id: started,
    pin: [...started, keys('10012345#')],
    intent: verified,
    waiting,
    readback: [...waiting, facts(4, readback)],
    more: [...waiting, facts(4, done)],
  };
  for (const [step, events] of Object.entries(steps)) {
    it(`at ${step}: a person, help, repeat, start over, goodbye`, () => {
      assert.match(at(events).on(says('I want to speak to a person')).did, /transfer$/);
      assert.match(at(events).on(says('help')).said, /^help_/);
      assert.notEqual(at(events).on(says('can you repeat that')).said, '');
      assert.match(at(events).on(says('start over')).said, /^start_over ask_(id|intent)$/);
      assert.match(at(events).on(says('goodbye')).did, /hangup$/);
    });
  }

  it('key 0 is a person once the caller is known, and never while an id or PIN is keyed', () => {
    for (const events of [steps.intent, steps.waiting, steps.readback, steps.more])
      assert.match(at(events).on(keys('0')).did, /transfer$/);
    for (const events of [steps.id, steps.pin]) assert.equal(at(events).on(keys('0')).did, '');
  });

  it('leaving while a text is out kills its link', () => {
    assert.equal(at(waiting).on(keys('0')).did, 'cancel_grant transfer');
    const one = at(waiting);
    const left = one.on(says('cancel'));
    assert.deepEqual([left.did, left.said, one.state().step], ['cancel_grant', 'cancelled ask_intent_again', 'intent']);
  });
});

describe('while the caller is on the page', () => {
  it('repeat says the digits again; in voice delivery the page code', () => {
    assert.equal(at(waiting).on(says('repeat')).said, 'digits');
    assert.equal(at(waiting).on(keys('*')).said, 'digits');
    assert.equal(at([...waiting, says('no link'), offered('voice')]).on(keys('*')).said, 'page_code');
  });

  it('"send it again" is a new text of the same kind, and the old grant dies silently', () => {
    const one = at(waiting);
    assert.deepEqual(one.on(says("I didn't get it")).commands, [
      { type: 'offer_grant', transaction: 'add_user', delivery: 'link' },
    ]);
    one.on(offered());
    const news = facts(
      5,
      dead('replaced'),
      {
        kind: 'grant_offered',
        grant: 'grant_000002',
        type: 'add_user',
        account: 'acct_000001',
        expires_in: 300,
        delivery: 'link',
      },
      dead('attempts_spent'),
    );
    assert.equal(one.on(news).said, '');
    assert.equal(one.state().death, null);
  });

  it('a caller who cannot open links hears a page code instead', () => {
    const one = at(waiting);
    assert.deepEqual(one.on(says("I can't open links")).commands, [
      { type: 'offer_grant', transaction: 'add_user', delivery: 'voice' },
    ]);
    assert.equal(one.on(offered('voice')).said, 'page_code text_has_digits digits_only_there');
  });

  it('a text the provider has not answered for is told when it goes out', () => {
    const one = at([...verified, keys('1')]);
    assert.equal(one.on(offered('link', false)).said, 'text_trying digits digits_only_there');
    assert.equal(one.on(facts(4, { kind: 'text_sent', grant, text: 'text_000001', segments: 1 })).said, 'text_sent');
    assert.equal(at(waiting).on(facts(4, { kind: 'text_sent', grant, text: 'text_000001', segments: 1 })).said, '');
  });

  it('digits keyed or said into the telephone finish nothing', () => {
    assert.deepEqual(
      [at(waiting).on(keys('482103')).said, at(waiting).on(keys('482103')).did],
      ['digits_only_there', ''],
    );
    assert.equal(at(waiting).on(says('four eight two one nine three')).said, 'digits_only_there');
  });

  it('a quiet caller hears a word now and then', () => {
    const one = at(waiting);
    const said = Array.from({ length: 8 }, () => one.on(silence).said);
    assert.deepEqual(said, ['', '', '', 'still_here', '', '', '', 'waiting']);
  });

  for (const [reason, said, step, did] of [
    ['attempts_spent', 'attempts_spent offer_again', 'waiting', ''],
    ['expired', 'grant_expired offer_again', 'waiting', ''],
    ['lease_lapsed', 'link_lapsed offer_again', 'waiting', ''],
    ['text_failed', 'text_failed offer_again', 'waiting', ''],
    ['declined', 'declined ask_intent_again', 'intent', ''],
    ['replaced', '', 'waiting', ''],
    ['disowned', 'disowned transfer', 'ended', 'transfer'],
    ['locked', 'locked_meanwhile', 'ended', 'hangup'],
  ] as const) {
    it(`a link that is ${reason} is told as that`, () => {
      const one = at(waiting);
      const heard = one.on(facts(5, dead(reason)));
      assert.deepEqual([heard.said, one.state().step, heard.did], [said, step, did]);
    });
  }

  for (const [reason, said, step] of [
    ['unreachable', 'text_unreachable offer_again', 'waiting'],
    ['undelivered', 'text_failed offer_again', 'waiting'],
    ['expired', 'text_failed offer_again', 'waiting'],
    ['blocked', 'text_failed offer_again', 'waiting'],
    ['risk', 'text_failed offer_again', 'waiting'],
    ['opted_out', 'text_opted_out transfer', 'ended'],
    ['not_mobile', 'text_not_mobile transfer', 'ended'],
    ['invalid', 'text_not_mobile transfer', 'ended'],
  ] as const) {
    it(`a text that is reported ${reason} is told as the caller can mend it, once, with its link`, () => {
      const one = at(waiting);
      const heard = one.on(facts(5, { kind: 'text_failed', grant, text: 'text_000001', reason }, dead('text_failed')));
      assert.deepEqual([heard.said, one.state().step], [said, step]);
      assert.equal(one.on(facts(6, dead('text_failed'))).said, '');
    });
  }

  it('after a dead link, yes or "send it again" brings a new one, no goes back, and silence ends the call in the end', () => {
    const gone = [...waiting, facts(5, dead('expired'))];
    for (const event of [says('yes please'), says('send it again'), keys('1')])
      assert.equal(at(gone).on(event).did, 'offer_grant');
    for (const event of [says('no'), keys('2')]) assert.equal(at(gone).on(event).said, 'cancelled ask_intent_again');
    const one = at(gone);
    const did = Array.from({ length: 12 }, () => one.on(silence).did);
    assert.equal(did.at(-1), 'hangup');
  });

  it('"I did not make this call" counts at any step and for any link of the call', () => {
    const newer: Fact = {
      kind: 'grant_offered',
      grant,
      type: 'add_user',
      account: 'acct_000001',
      expires_in: 300,
      delivery: 'link',
    };
    const one = at([...waiting, facts(8, newer), says('cancel')]);
    assert.deepEqual(one.on(facts(9, dead('disowned', 'grant_000009'))).commands, [
      { type: 'transfer', reason: 'disowned' },
    ]);
  });

  it('an entry already spoken is not spoken again, and stale news is dropped', () => {
    const one = at(waiting);
    const wrong = (left: number): Fact => ({ kind: 'digits_wrong', grant, left });
    assert.equal(one.on(facts(5, wrong(4), wrong(3))).said, 'digits_wrong');
    assert.equal(one.on(facts(5, wrong(4), wrong(3))).said, '');
    assert.equal(one.on(facts(7, wrong(0), dead('attempts_spent'))).said, 'attempts_spent offer_again');
  });

  for (const [reason, transfer, said] of [
    ['no_number', 'no_number', 'no_number transfer'],
    ['too_many_texts', 'too_many_texts', 'too_many_texts transfer'],
    ['number_blocked', 'text_failed', 'text_failed transfer'],
    ['opted_out', 'text_failed', 'text_opted_out transfer'],
    ['not_mobile', 'text_failed', 'text_not_mobile transfer'],
    ['text_failed', 'text_failed', 'text_failed transfer'],
    ['too_many_attempts', 'too_many_attempts', 'too_many_attempts transfer'],
    ['unavailable', 'unavailable', 'unavailable transfer'],
    ['not_allowed', null, 'not_allowed ask_intent_again'],
  ] as const) {
    it(`no text because of ${reason}: said in plain words`, () => {
      const heard = at([...verified, keys('1')]).on({ type: 'grant_refused', reason });
      assert.equal(heard.said, said);
      assert.deepEqual(heard.commands, transfer === null ? [] : [{ type: 'transfer', reason: transfer }]);
    });
  }
});

describe('events out of place', () => {
  it('an answer nobody asked for, and anything after the end, changes nothing', () => {
    const one = at(verified);
    for (const event of [verdict('wrong'), offered(), { type: 'confirmed', outcome: 'done' } as const]) {
      const before = one.state();
      assert.deepEqual([one.on(event).said, one.state()], ['', before]);
    }
    one.on(says('goodbye'));
    for (const event of [...waiting, silence, facts(1, done)])
      assert.deepEqual(one.on(event), { said: '', commands: [], did: '' });
  });

  it('a caller cannot be verified without a PIN having been sent', () => {
    assert.equal(at([...started, keys('10012345#')]).on(verdict('verified')).said, '');
  });

  it('a verdict that comes after the caller has gone on decides nothing', () => {
    assert.equal(at([...started, keys('10012345#'), keys('48291306'), silence]).on(verdict('verified')).said, '');
  });

  it('an old entry delivered again does not bring an old link back', () => {
    const offer = (of: string): Fact => ({
      kind: 'grant_offered',
      grant: of,
      type: 'add_user',
      account: 'acct_000001',
      expires_in: 300,
      delivery: 'link',
    });
    const one = at([...waiting, facts(4, offer('grant_000001')), facts(5, offer('grant_000002'))]);
    one.on(facts(4, offer('grant_000001')));
    assert.equal(one.on(facts(6, { kind: 'link_opened', grant: 'grant_000002' })).said, 'link_opened');
  });

  it('a second start, as vendors send it, says again what was said', () => {
    assert.equal(at(started).on(...started).said, 'welcome ask_id');
  });
});
