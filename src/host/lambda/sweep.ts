// The scheduled Lambda: what a Node process does every few seconds. Nothing is right or wrong because of it.
import { opened } from './open.ts';

/** Runs the app's chores once: lapsed calls are written down, accepted orders finished, journals checkpointed. */
export const handler = async (): Promise<void> => {
  const { app } = await opened();
  await app.tend();
};
