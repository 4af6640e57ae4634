import type { App } from '#app';
import type { Log } from '#core';

const everyMs = 2000;

/** Runs the app's chores every two seconds, one round at a time. Answers a function that stops after the round under way. */
export const tendRegularly = (app: Pick<App, 'tend'>, log: Log): (() => Promise<void>) => {
  let round: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    round = app
      .tend()
      .catch(() => log.error('The regular chores failed and will be tried again', { room: 'host' }))
      .finally(() => {
        busy = false;
      });
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await round;
    await app.tend().catch(() => undefined);
  };
};
