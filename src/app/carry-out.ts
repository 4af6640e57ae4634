import type { Call, Calls } from '#call';
import type { Command, ConversationEvent, ConversationState, GrantRefusal } from '#conversation';
import type { CallId, Clock, GrantId, Log, Secret } from '#core';
import { lastTwo, PortError } from '#core';
import type { Grants } from '#grant';
import type { Identity } from '#identity';
import type { Fact, Journal } from '#journal';
import type { Messages } from '#message';
import type { Entry, Store } from '#store';
import { batch } from '#store';
import type { AnyTransaction, Orders } from '#transaction';
import { type OtherNumber, stepUp } from './step-up.ts';

type Ports = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Journal;
  readonly calls: Calls;
  readonly identity: Identity;
  readonly grants: Grants;
  readonly orders: Orders;
  readonly messages: Messages;
  readonly catalogue: ReadonlyMap<string, AnyTransaction>;
  readonly brand: string;
  readonly origin: string;
  readonly otherNumber: OtherNumber;
  /** Can callers sign in on their own screen where the provider takes no PIN for their account? */
  readonly signIn: boolean;
  /** What an offer to a caller who is still to sign in takes at least, in milliseconds. */
  readonly floorMs: number;
  readonly sleep: (ms: number) => Promise<void>;
};

const afterAnswerMs = 250;

/** Why a provider that is well takes no PIN for an account: its own login is the way. */
const takesNoPin: ReadonlySet<string> = new Set(['mfa_required', 'not_supported', 'reset_required']);

/** Carries out one command of the conversation and answers with the event it waits for, or null when it waits for none. */
export type CarryOut = (call: CallId, command: Command, state: ConversationState) => Promise<ConversationEvent | null>;

const refused = (reason: GrantRefusal): ConversationEvent => ({ type: 'grant_refused', reason });

/** The rooms below the conversation, as it may ask for them. A broken neighbour becomes an apology, in this one place. */
export const createCarryOut = (ports: Ports): CarryOut => {
  const { store, journal, calls, grants, orders } = ports;

  const note = async (call: CallId, fact: Fact): Promise<void> => {
    while (!(await store.commit(await journal.append(call, [fact]))).ok);
  };

  const need = async (id: CallId): Promise<Entry<Call>> => {
    const entry = await calls.get(id);
    if (entry === null) throw new TypeError('a command for a call that does not exist');
    return entry;
  };

  const claim = async (id: CallId, userId: Secret): Promise<ConversationEvent> => {
    const { callingNumber, attested } = (await need(id)).value;
    const claimed = await ports.identity.claim({ call: id, userId, callingNumber, numberAttested: attested === true });
    if (claimed.verdict === 'sign_in') {
      while (!(await store.commit(await calls.change(await need(id), { claimed: claimed.caller }))).ok);
    }
    return { type: 'identity_verdict', verdict: claimed.verdict };
  };

  const verify = async (
    id: CallId,
    command: Extract<Command, { type: 'verify_identity' }>,
  ): Promise<ConversationEvent> => {
    const { value: call } = await need(id);
    const { userId, pin } = command;
    const verdict = await ports.identity.check({
      call: id,
      userId,
      pin,
      callingNumber: call.callingNumber,
      numberAttested: call.attested === true,
    });
    if (verdict.verdict === 'cannot_say' && ports.signIn && takesNoPin.has(verdict.reason)) return claim(id, userId);
    if (verdict.verdict === 'verified') {
      while (!(await store.commit(await calls.change(await need(id), { caller: verdict.caller }))).ok);
    }
    return { type: 'identity_verdict', verdict: verdict.verdict };
  };

  const remaining = async (grant: GrantId): Promise<number> => {
    const standing = await grants.lookById(grant);
    return standing?.reason === null ? standing.grant.expiresAt - ports.clock.now() : 0;
  };

  const offer = async (id: CallId, command: Extract<Command, { type: 'offer_grant' }>): Promise<ConversationEvent> => {
    const transaction = ports.catalogue.get(command.transaction);
    const entry = await need(id);
    const { caller } = entry.value;
    if (transaction === undefined) return refused('not_allowed');
    await note(id, { kind: 'intent_heard', type: transaction.type });
    if (caller === null) {
      return entry.value.claimed === undefined ? refused('not_allowed') : offerClaimed(id, transaction, await need(id));
    }
    const no = async (reason: GrantRefusal | 'other_number'): Promise<ConversationEvent> => {
      await note(id, { kind: 'grant_refused', type: transaction.type, reason });
      // In the caller's ears a text that could not be sent: a stranger learns nothing of the number on file.
      return refused(reason === 'other_number' ? 'text_failed' : reason);
    };
    const to = caller.numberOnFile;
    if (to === null) return no('no_number');
    const more = stepUp(ports.otherNumber, entry.value.callingNumber, to);
    if (more === 'agent') return no('other_number');
    const taken = await ports.messages.take(caller.account, to);
    if (taken === 'too_many') return no('too_many_texts');
    if (taken === 'country') return no('number_blocked');
    if (taken === 'number') return no('not_mobile');
    if (taken === 'breaker') return no('unavailable');
    const offered = await grants.offer(await need(id), transaction, command.delivery, more === 'read_back');
    if (!offered.ok) return no(offered.reason === 'too_many_attempts' ? 'too_many_attempts' : 'not_allowed');
    const { grant, code, digits } = offered;
    const common = { brand: ports.brand, origin: ports.origin, lang: entry.value.lang };
    const delivered = await ports.messages.send({
      call: id,
      grant: grant.id,
      account: caller.account,
      to,
      text:
        command.delivery === 'link'
          ? { ...common, delivery: 'link', type: transaction.type, code }
          : { ...common, delivery: 'voice', digits },
      remaining: () => remaining(grant.id),
    });
    if (delivered === 'failed') return no('text_failed');
    if (delivered !== 'accepted' && delivered !== 'trying') return no(delivered);
    return {
      type: 'grant_offered',
      delivery: command.delivery,
      numberEnding: lastTwo(to),
      textAccepted: delivered === 'accepted',
    };
  };

  /**
   * A grant for a caller who is still to sign in. Whatever becomes of the text, what is answered is the same and takes as
   * long: the text goes its way by itself, and one that cannot be sent is noted for the operator alone.
   */
  const offerClaimed = async (
    id: CallId,
    transaction: AnyTransaction,
    entry: Entry<Call>,
  ): Promise<ConversationEvent> => {
    const { claimed, lang, callingNumber } = entry.value;
    const to = claimed?.numberOnFile ?? null;
    const more = to === null ? null : stepUp(ports.otherNumber, callingNumber, to);
    const [offered] = await Promise.all([
      grants.offer(entry, transaction, 'link', more === 'read_back'),
      ports.sleep(ports.floorMs),
    ]);
    if (!offered.ok) return refused(offered.reason === 'too_many_attempts' ? 'too_many_attempts' : 'unavailable');
    const { grant, code } = offered;
    const text = async () => {
      const withheld = (reason: string) => note(id, { kind: 'text_withheld', grant: grant.id, reason });
      if (claimed === undefined || to === null) return withheld('nobody');
      if (more === 'agent') return withheld('other_number');
      const taken = await ports.messages.take(claimed.account, to, 1);
      if (taken !== 'ok') return withheld(taken);
      await ports.messages.send({
        ...{ call: id, grant: grant.id, account: claimed.account, to },
        text: { brand: ports.brand, origin: ports.origin, lang, delivery: 'link', type: transaction.type, code },
        remaining: () => remaining(grant.id),
      });
    };
    // Only once the answer is out, so that what a text takes cannot be heard in it.
    ports
      .sleep(afterAnswerMs)
      .then(text)
      .catch(() => ports.log.error('A text could not be sent', { call_id: id, room: 'app' }));
    return { type: 'grant_offered', delivery: 'link', numberEnding: '', textAccepted: false };
  };

  const confirm = async (id: CallId, yes: boolean, digest: string): Promise<ConversationEvent> => {
    const { grant } = (await need(id)).value;
    if (grant === null) return { type: 'confirmed', outcome: 'dead' };
    const spend = async () => {
      const row = (await grants.get(grant))?.grant;
      if (row?.tokenId == null || row.jkt === null) return null;
      const usable = await grants.usable(grant, row.tokenId, row.jkt);
      if (!usable.ok) return null;
      return batch(grants.spend(usable.entry), { checks: usable.still, before: usable.before });
    };
    const { state } = await orders.answer(grant, yes, digest, spend);
    if (!yes) await grants.kill(grant, 'refused');
    if (state === 'done') return { type: 'confirmed', outcome: 'done' };
    if (state === 'accepted' || state === 'different') return { type: 'confirmed', outcome: 'pending' };
    return { type: 'confirmed', outcome: state === 'refused' || state === 'denied' ? 'refused' : 'dead' };
  };

  const answer: CarryOut = async (id, command) => {
    switch (command.type) {
      case 'verify_identity':
        return verify(id, command);
      case 'claim_identity':
        return claim(id, command.userId);
      case 'offer_grant':
        return offer(id, command);
      case 'confirm_transaction':
        return confirm(id, command.yes, command.digest);
      case 'cancel_grant': {
        const { grant } = (await need(id)).value;
        if (grant !== null) await grants.kill(grant, 'cancelled');
        return null;
      }
      case 'transfer':
        await note(id, { kind: 'transferred', reason: command.reason });
        return null;
      case 'hangup':
        return null;
    }
  };

  return async (id, command, state) => {
    try {
      return await answer(id, command, state);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      ports.log.error('A neighbour failed during a call', { call_id: id, port: error.port, room: 'app' });
      if (command.type === 'verify_identity' || command.type === 'claim_identity')
        return { type: 'identity_verdict', verdict: 'cannot_say' };
      if (command.type === 'offer_grant') return refused('unavailable');
      if (command.type === 'confirm_transaction') return { type: 'confirmed', outcome: 'pending' };
      return null;
    }
  };
};
