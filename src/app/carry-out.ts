import type { Call, Calls } from '#call';
import type { Command, ConversationEvent, ConversationState, GrantRefusal } from '#conversation';
import type { CallId, Clock, Log } from '#core';
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
};

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
      numberAttested: false,
    });
    if (verdict.verdict === 'verified') {
      while (!(await store.commit(await calls.change(await need(id), { caller: verdict.caller }))).ok);
    }
    return { type: 'identity_verdict', verdict: verdict.verdict };
  };

  const offer = async (id: CallId, command: Extract<Command, { type: 'offer_grant' }>): Promise<ConversationEvent> => {
    const transaction = ports.catalogue.get(command.transaction);
    const entry = await need(id);
    const { caller } = entry.value;
    if (transaction === undefined || caller === null) return refused('not_allowed');
    await note(id, { kind: 'intent_heard', type: transaction.type });
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
      remaining: async () => {
        const standing = await grants.lookById(grant.id);
        return standing?.reason === null ? standing.grant.expiresAt - ports.clock.now() : 0;
      },
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
      if (command.type === 'verify_identity') return { type: 'identity_verdict', verdict: 'cannot_say' };
      if (command.type === 'offer_grant') return refused('unavailable');
      if (command.type === 'confirm_transaction') return { type: 'confirmed', outcome: 'pending' };
      return null;
    }
  };
};
