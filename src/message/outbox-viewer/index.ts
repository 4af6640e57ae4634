// In: texts. Out: the same texts, shown on the development handset instead of being sent.
// Must never: serve production (config refuses it), or write a text to disk: they live in memory and die with the process.
import type { Clock, E164 } from '#core';
import type { TextSender } from '#message';

/** A text as the handset shows it. */
export type ShownText = { readonly to: E164; readonly body: string; readonly at: number };

const most = 500;

/** A message provider that delivers to the outbox viewer of the development handset. */
export const createOutbox = ({
  clock,
}: {
  clock: Clock;
}): TextSender & {
  /** Texts to a number, oldest first. */
  texts(to: E164): ShownText[];
} => {
  const texts: ShownText[] = [];
  return {
    name: 'outbox',
    async send({ id, to, body }) {
      texts.push({ to, body: body.reveal(), at: clock.now() });
      if (texts.length > most) texts.shift();
      return { result: 'accepted', providerId: id };
    },
    ready: async () => true,
    texts: (to) => texts.filter((text) => text.to === to),
  };
};
