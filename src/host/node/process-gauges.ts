import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What this process says of itself when it is asked for its metrics. */
export const processGauges = () => {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const gauges = () => {
    const late = Number.isFinite(delay.mean) ? delay.mean / 1e9 : 0;
    delay.reset();
    return { process_resident_bytes: process.memoryUsage.rss(), event_loop_lag_seconds: late };
  };
  return { gauges };
};
