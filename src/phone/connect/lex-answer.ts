import type { Expect } from '#conversation';
import type { LexEvent } from './lex-event.ts';
import { intentNames, slotNames } from './names.ts';

type Message = { readonly contentType: 'PlainText'; readonly content: string };

type DialogAction =
  | { readonly type: 'ElicitSlot'; readonly slotToElicit: string }
  | { readonly type: 'ElicitIntent' }
  | { readonly type: 'Close' };

/** What a code hook answers to Lex V2. Every slot in it is null, and no attribute in it comes from the caller. */
export type CodeHookAnswer = {
  readonly sessionState: {
    readonly sessionAttributes: Readonly<Record<string, string>>;
    readonly dialogAction: DialogAction;
    readonly intent?: {
      readonly name: string;
      readonly state: 'InProgress' | 'Fulfilled' | 'Failed';
      readonly confirmationState: 'None';
      readonly slots: Readonly<Record<string, null>>;
    };
  };
  readonly messages?: readonly Message[];
};

/** A Lex message holds so much; longer words are given in several. */
const longestMessage = 1000;
const mostMessages = 5;

const messagesOf = (say: readonly string[]): Message[] => {
  const parts: string[] = [];
  for (const sentence of say) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + sentence.length < longestMessage)
      parts[parts.length - 1] = `${last} ${sentence}`;
    else parts.push(sentence.slice(0, longestMessage));
  }
  return parts.slice(0, mostMessages).map((content) => ({ contentType: 'PlainText', content }));
};

/** Keys end by themselves at the length that is expected; `#` ends them sooner, and `*` forgets them. */
const mostKeys = 12;

/** How Lex listens next, as the attributes it takes from a Lambda. Nothing of them is about the caller. */
export const listeningAttributes = (contactId: string, expect: Expect): Record<string, string> => {
  const keys = String(expect.maxDigits > 0 ? expect.maxDigits : mostKeys);
  return {
    ContactId: contactId,
    'x-amz-lex:allow-interrupt:*:*': 'true',
    'x-amz-lex:audio:start-timeout-ms:*:*': String(Math.max(1, expect.seconds) * 1000),
    'x-amz-lex:audio:max-length-ms:*:*': '12000',
    'x-amz-lex:dtmf:end-timeout-ms:*:*': '3000',
    'x-amz-lex:dtmf:end-character:*:*': '#',
    'x-amz-lex:dtmf:deletion-character:*:*': '*',
    'x-amz-lex:dtmf:max-length:*:*': keys,
    ...(expect.secret ? { [`x-amz-lex:dtmf:max-length:${intentNames.identify}:${slotNames.pin}`]: keys } : {}),
  };
};

/** Goes on listening in Lex: for the PIN as a slot that takes keys only, for an id as a slot, for all else as an intent. */
export const listenOn = (
  contactId: string,
  expect: Expect,
  say: readonly string[],
  slot: 'UserId' | 'Pin' | null,
): CodeHookAnswer => ({
  sessionState: {
    sessionAttributes: listeningAttributes(contactId, expect),
    ...(slot === null
      ? { dialogAction: { type: 'ElicitIntent' } }
      : {
          dialogAction: { type: 'ElicitSlot', slotToElicit: slot },
          intent: {
            name: intentNames.identify,
            state: 'InProgress',
            confirmationState: 'None',
            slots: { [slotNames.userId]: null, [slotNames.pin]: null },
          },
        }),
  },
  messages: messagesOf(say),
});

/** Gives the call back to the flow, which asks for the words itself and says them with its logging off. */
export const backToFlow = (contactId: string, lex: LexEvent, state: 'Fulfilled' | 'Failed'): CodeHookAnswer => {
  const intent = lex.sessionState.intent ?? { name: intentNames.fallback, slots: {} };
  return {
    sessionState: {
      sessionAttributes: { ContactId: contactId },
      dialogAction: { type: 'Close' },
      intent: {
        name: intent.name,
        state,
        confirmationState: 'None',
        slots: Object.fromEntries(Object.keys(intent.slots ?? {}).map((name) => [name, null])),
      },
    },
  };
};
