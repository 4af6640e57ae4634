// In: a grant's code (or digits) and the number on file. Out: one text of one segment, and what became of it.
// Limits are taken before the provider is asked; a text is sent to the number on file and to no other (R-A9).
// Must never: send for a dead grant, send twice when an answer is unclear, or keep the body of a text.
import type { AccountId, CallId, Clock, E164, GrantId, Log, Random, Secret, TextId } from '#core';
import { newId } from '#core';
import type { Journal } from '#journal';
import type { Store } from '#store';
import { type Composition, compose, type TextLanguages } from './compose.ts';
import { segments } from './gsm7.ts';
import { createLimits, type TextPolicy } from './limits.ts';
import { createReconcile } from './reconcile.ts';
import { createTextRows, type GiveUp } from './rows.ts';
import type { Progress, TextFault, TextSender } from './send.ts';

export type { TextLanguages, TextWords } from './compose.ts';
export { compose, linkOf } from './compose.ts';
export { textFaults } from './faults.ts';
export { segments, septets } from './gsm7.ts';
export type { TextPolicy } from './limits.ts';
export type { Candidate, Progress, SendResult, Text, TextFault, TextSender } from './send.ts';

type Ports = {
  store: Store;
  clock: Clock;
  random: Random;
  journal: Journal;
  log: Log;
  sender: TextSender;
  key: Secret;
  policy: TextPolicy;
  /** Words of languages beside English and Spanish. */
  languages?: TextLanguages;
  /** A text will not arrive: what kills its grant in the same commit, while nobody has redeemed it. */
  giveUp: GiveUp;
};

/** What the caller can be told of a text that was just handed over; the last four: there will be none. */
export type Delivered = 'accepted' | 'trying' | 'opted_out' | 'not_mobile' | 'number_blocked' | 'failed';

/** What to send, for which grant, and how many seconds that grant still has to live at the moment of sending (0: dead). */
export type Sending = {
  readonly call: CallId;
  readonly grant: GrantId;
  readonly account: AccountId;
  readonly to: E164;
  readonly text: Composition;
  readonly remaining: () => Promise<number>;
};

/** The number itself is why: another text to it would fare no better. What is a risk is not said apart. */
const ofTheNumber: Partial<Readonly<Record<TextFault, Delivered>>> = {
  opted_out: 'opted_out',
  not_mobile: 'not_mobile',
  invalid: 'not_mobile',
  blocked: 'number_blocked',
  risk: 'number_blocked',
};

/** The message room. */
export const createMessages = (ports: Ports) => {
  const limits = createLimits({ store: ports.store, clock: ports.clock, key: ports.key, policy: ports.policy });
  const rows = createTextRows(ports);
  const reconcile = createReconcile({ clock: ports.clock, rows, sender: ports.sender });

  return {
    /** May this account and number have one more text now? Takes it from the budgets when the answer is `ok`. */
    take: limits.take,

    /**
     * Sends one text and journals what the provider said. The budgets must have been taken before. `trying` means that the
     * provider's answer is unclear: the text is not sent again, it is looked up, and the caller is told that it is on its way.
     * The provider may not deliver it later than the grant lives.
     */
    async send(sending: Sending): Promise<Delivered> {
      const id = newId<TextId>(ports.random, 'text');
      const body = compose(sending.text, ports.languages);
      const { call, grant, to } = sending;
      await rows.begin({ id, call, grant, to, segments: segments(body.reveal()) });
      const validSeconds = Math.floor(await sending.remaining());
      if (validSeconds < 1) {
        await rows.advance(id, { state: 'failed', reason: 'expired' }, { refused: true });
        return 'failed';
      }
      const answer = await ports.sender.send({ id, to, body, validSeconds });
      if (answer.result === 'unknown') {
        ports.log.warn('A text got no clear answer and will be looked up', { text_id: id, grant_id: grant });
        // A callback may have come first and cleared it up already.
        const unclear = await rows.advance(id, { state: 'unclear' });
        return unclear ? 'trying' : 'accepted';
      }
      if (answer.result === 'refused') {
        const { reason } = answer;
        ports.log.warn('The message provider refused a text', { text_id: id, grant_id: grant, reason });
        await rows.advance(id, { state: 'failed', reason }, { refused: true });
        if (reason === 'not_mobile' || reason === 'invalid') await limits.block(to);
        return ofTheNumber[reason] ?? 'failed';
      }
      await rows.advance(id, { state: 'accepted' }, { providerId: answer.providerId });
      return 'accepted';
    },

    /**
     * What the provider says later about a text: any number of times, in any order. Answers whether it was news. A text
     * that will not arrive kills its grant, unless somebody has redeemed it and so must have received it.
     */
    async report(id: TextId, providerId: string, progress: Progress): Promise<boolean> {
      const entry = await rows.read(id);
      if (entry === null || (entry.value.providerId !== null && entry.value.providerId !== providerId)) return false;
      if (progress.state === 'failed' && (progress.reason === 'not_mobile' || progress.reason === 'invalid')) {
        await limits.block(entry.value.to);
      }
      return rows.advance(id, progress, { providerId });
    },

    /** Looks up every text whose answer was unclear. For a timer; answers how many were cleared up. */
    reconcile,
    ready: () => ports.sender.ready(),
  };
};

export type Messages = ReturnType<typeof createMessages>;
