// In: what the browser handset sends. Out: conversation events, and turns as the handset shows them.
// The one telephone line that needs no vendor; development only.
// Must never: serve production (config refuses it), or echo what was keyed.
import * as z from 'zod';
import type { ConversationEvent, Expect } from '#conversation';
import { Secret } from '#core';

const turn = z.union([
  z.strictObject({ speech: z.string().max(400) }),
  z.strictObject({ digits: z.string().regex(/^[\d*#]{1,64}$/) }),
  z.strictObject({ silence: z.literal(true) }),
]);

const ring = z.strictObject({
  from: z.string().max(32),
  lang: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .optional(),
});

/** What the handset sends when it rings; null when it is not that. */
export const ringFrom = (body: unknown) => {
  const parsed = ring.safeParse(body);
  return parsed.success ? parsed.data : null;
};

/** What the caller did, as the conversation takes it; null when the body is not one of the three forms. */
export const eventFrom = (
  body: unknown,
): Extract<ConversationEvent, { type: 'speech' | 'digits' | 'silence' }> | null => {
  const parsed = turn.safeParse(body);
  if (!parsed.success) return null;
  if ('speech' in parsed.data) return { type: 'speech', alternatives: [new Secret(parsed.data.speech)] };
  if ('digits' in parsed.data) return { type: 'digits', digits: new Secret(parsed.data.digits) };
  return { type: 'silence' };
};

/** A turn as the handset gets it. */
export const answerTo = (turn: {
  readonly call: string;
  readonly lang: string;
  readonly say: readonly string[];
  readonly expect: Expect;
}) => ({
  call_id: turn.call,
  lang: turn.lang,
  say: turn.say,
  expect: turn.expect.input,
  // biome-ignore lint/suspicious/noThenProperty: a word on the wire, never awaited
  then: turn.expect.next,
  max_digits: turn.expect.maxDigits,
  seconds: turn.expect.seconds,
  secret: turn.expect.secret,
});
