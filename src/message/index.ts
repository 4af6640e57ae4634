// In: a grant's code (or digits) and the number on file. Out: one text of one segment, and what became of it.
// Limits are taken before the provider is asked; a text is sent to the number on file and to no other (R-A9).
// Must never: send for a dead grant, send twice when an answer is unclear, or keep the body of a text.
import type { AccountId, CallId, Clock, E164, GrantId, Log, Random, Secret, TextId } from '#core';
import { newId } from '#core';
import type { Fact, Journal } from '#journal';
import type { Store } from '#store';
import { type Composition, compose } from './compose.ts';
import { segments } from './gsm7.ts';
import { createLimits, type TextPolicy } from './limits.ts';
import type { TextSender } from './send.ts';

export { compose, linkOf } from './compose.ts';
export { segments, septets } from './gsm7.ts';
export type { TextPolicy } from './limits.ts';
export type { SendResult, Text, TextSender } from './send.ts';

type Ports = {
  store: Store;
  clock: Clock;
  random: Random;
  journal: Journal;
  log: Log;
  sender: TextSender;
  key: Secret;
  policy: TextPolicy;
};

export type Delivered = 'accepted' | 'trying' | 'too_many' | 'number_blocked' | 'failed';

/** What to send, for which grant, and whether that grant is still alive at the moment of sending. */
export type Sending = {
  readonly call: CallId;
  readonly grant: GrantId;
  readonly account: AccountId;
  readonly to: E164;
  readonly text: Composition;
  readonly validSeconds: number;
  readonly alive: () => Promise<boolean>;
};

/** The message room. */
export const createMessages = (ports: Ports) => {
  const take = createLimits({ store: ports.store, clock: ports.clock, key: ports.key, policy: ports.policy });

  const note = async (call: CallId, fact: Fact) => {
    for (;;) {
      const done = await ports.store.commit(await ports.journal.append(call, [fact]));
      if (done.ok) return;
    }
  };

  return {
    /** May this account and number have one more text now? Takes it from the budgets when the answer is `ok`. */
    take,

    /**
     * Sends one text and journals what the provider said. The budgets must have been taken before. `trying` means that the
     * provider's answer is unclear: the text is not sent again, and the caller is told that it is on its way.
     */
    async send(sending: Sending): Promise<Delivered> {
      const id = newId<TextId>(ports.random, 'text');
      const body = compose(sending.text);
      if (!(await sending.alive())) return 'failed';
      const { result, ...rest } = await ports.sender.send({
        id,
        to: sending.to,
        body,
        validSeconds: sending.validSeconds,
      });
      if (result === 'refused') {
        const reason = 'reason' in rest ? rest.reason : 'refused';
        ports.log.warn('The message provider refused a text', { text_id: id, grant_id: sending.grant, reason });
        await note(sending.call, { kind: 'text_failed', grant: sending.grant, text: id, reason });
        return reason === 'opted_out' || reason === 'not_mobile' || reason === 'blocked' ? 'number_blocked' : 'failed';
      }
      if (result === 'unknown') return 'trying';
      await note(sending.call, {
        kind: 'text_sent',
        grant: sending.grant,
        text: id,
        segments: segments(body.reveal()),
      });
      return 'accepted';
    },
    ready: () => ports.sender.ready(),
  };
};

export type Messages = ReturnType<typeof createMessages>;
