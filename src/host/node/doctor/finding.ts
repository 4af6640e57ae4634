import type { Config } from '#config';
import { silentLog, systemClock, systemRandom } from '#core';
import type { Project } from '../../project/define.ts';

/** What every check is handed. */
export type Patient = { readonly config: Config; readonly project: Project };

/** Time, chance and a log that keeps nothing, for adapters opened to be looked at. */
export const atHand = () => ({ clock: systemClock(), random: systemRandom, log: silentLog });

/** What the doctor found about one part, and what to do about it. */
export type Finding = {
  readonly part: string;
  readonly state: 'ok' | 'warning' | 'fault';
  readonly says: string;
  readonly do?: string;
};

export const ok = (part: string, says: string): Finding => ({ part, state: 'ok', says });
export const warning = (part: string, says: string, remedy: string): Finding => ({
  ...{ part, state: 'warning', says },
  do: remedy,
});
export const fault = (part: string, says: string, remedy: string): Finding => ({
  ...{ part, state: 'fault', says },
  do: remedy,
});

/** An answer over the network, or null when there was none; never an exception, never a redirect. */
export const reach = (url: string, headers: Record<string, string> = {}): Promise<Response | null> =>
  fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(5000) }).catch(() => null);
