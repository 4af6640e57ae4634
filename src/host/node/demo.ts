import type { HandsetView } from '#app';
import type { Config } from '#config';
import { type AccountId, type Json, type MovableClock, Secret } from '#core';
import type { EmbeddedVerifier } from '#identity/embedded';
import type { createOutbox } from '#message/outbox-viewer';
import { handsetScreen } from '#phone/handset/screen';
import type { Project } from '../project/define.ts';
import { demoCallers } from './callers.ts';
import { languagesShown } from './languages-shown.ts';
import { readScenarios } from './scenarios.ts';

type Changes = (account: AccountId) => Promise<readonly Json[]>;

/** Makes sure that the demo callers exist, and what the handset may see. */
export const demoView = async (
  { brand, calledNumber: called_number, languages: langs }: Pick<Config, 'brand' | 'calledNumber' | 'languages'>,
  project: Project,
  embedded: Pick<EmbeddedVerifier, 'addUser'>,
  outbox: Pick<ReturnType<typeof createOutbox>, 'texts'>,
  changes: Changes,
  clock: MovableClock,
): Promise<HandsetView> => {
  for (const { userId, pin, ...caller } of demoCallers) {
    await embedded.addUser({ ...caller, userId: new Secret(userId), pin: new Secret(pin) });
  }
  const [{ name, userId: user_id, pin, number }] = demoCallers;
  const languages = languagesShown(langs, project);
  return {
    texts: outbox.texts,
    demo: () => ({ name, user_id, pin, number, brand, called_number, languages, now: clock.now() }),
    accountOf: async (id) => demoCallers.find((caller) => caller.userId === id)?.account ?? null,
    changes,
    advance: clock.advance,
    scenarios: readScenarios,
    screen: handsetScreen,
  };
};
