import type { HandsetView } from '#app';
import type { Config } from '#config';
import type { AccountId, Json, MovableClock } from '#core';
import { Secret } from '#core';
import type { EmbeddedVerifier } from '#identity/embedded';
import type { createOutbox } from '#message/outbox-viewer';
import { handsetScreen } from '#phone/handset/screen';
import { demoCallers } from './callers.ts';
import { readScenarios } from './scenarios.ts';

/** Makes sure that the demo callers exist, and what the handset may see. */
export const demoView = async (
  config: Pick<Config, 'brand' | 'calledNumber'>,
  embedded: Pick<EmbeddedVerifier, 'addUser'>,
  outbox: Pick<ReturnType<typeof createOutbox>, 'texts'>,
  changes: (account: AccountId) => Promise<readonly Json[]>,
  clock: MovableClock,
): Promise<HandsetView> => {
  for (const { userId, pin, ...caller } of demoCallers) {
    await embedded.addUser({ ...caller, userId: new Secret(userId), pin: new Secret(pin) });
  }
  const [{ name, userId, pin, number }] = demoCallers;
  const called_number = config.calledNumber;
  return {
    texts: outbox.texts,
    demo: () => ({ name, user_id: userId, pin, number, brand: config.brand, called_number, now: clock.now() }),
    accountOf: async (id) => demoCallers.find((caller) => caller.userId === id)?.account ?? null,
    changes,
    advance: clock.advance,
    scenarios: readScenarios,
    screen: handsetScreen,
  };
};
