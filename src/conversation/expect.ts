import { pinMayBeSpoken } from './identify.ts';
import { offerIn, vocabularyOf } from './languages.ts';
import type { ConversationPolicy, ConversationState, Expect } from './types.ts';

/** Longest user id, in keys. */
const idKeys = 12;
/** The six digits keyed into the telephone by mistake arrive as one entry, so that a 0 among them is no call for a person. */
const digitKeys = 6;

const listening = { input: 'both', seconds: 6, secret: false, next: 'listening', maxDigits: 1, hints: [] } as const;

/**
 * What the channel listens for next. `seconds` is how long a silence is a silence; in the wait loop it is how soon the
 * channel comes back, which keeps the call's lease alive.
 */
export const expectOf = (policy: ConversationPolicy, state: ConversationState): Expect => {
  const { waiting, answer } = vocabularyOf(state.lang).hints;
  switch (state.step) {
    case 'start':
      return { ...listening, input: 'none', seconds: 0, maxDigits: 0 };
    case 'id':
      return { ...listening, maxDigits: idKeys, seconds: 8 };
    case 'pin':
      return {
        ...listening,
        input: pinMayBeSpoken(policy, state) ? 'both' : 'digits',
        maxDigits: policy.pinLength,
        seconds: 8,
        secret: true,
      };
    case 'intent':
      return {
        ...listening,
        maxDigits: policy.offers.length > 9 ? 2 : 1,
        hints: policy.offers.flatMap((offer) => offerIn(offer, state.lang).asks),
      };
    case 'waiting':
      return {
        ...listening,
        next: 'waiting',
        seconds: 8,
        maxDigits: state.death === null ? digitKeys : 1,
        hints: state.death === null ? waiting : [...waiting, ...answer],
      };
    case 'readback':
      return { ...listening, seconds: 8, hints: answer };
    case 'more':
      return { ...listening, hints: [...answer, ...policy.offers.flatMap((offer) => offerIn(offer, state.lang).asks)] };
    case 'ended':
      return {
        ...listening,
        input: 'none',
        seconds: 0,
        maxDigits: 0,
        next: state.transferred ? 'transferred' : 'ended',
      };
  }
};
