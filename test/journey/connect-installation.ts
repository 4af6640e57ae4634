// A whole Voicegrant in memory behind the twin of Connect and Lex: the generated flow and bot, the real handlers.
import type { Calls } from '#call';
import { createLog, stoppedClock } from '#core';
import { shipped } from '#transaction';
import type { ConnectTwin, Heard } from '../../twin/connect/connect.ts';
import { type VoicegrantOnTwin, voicegrantOnTwin } from '../../twin/connect/voicegrant.ts';
import { type Installation, install, maria, type Person } from './installation.ts';

export type ConnectInstallation = Installation & {
  readonly twin: ConnectTwin;
  readonly handlers: ReturnType<typeof voicegrantOnTwin>['handlers'];
  readonly calls: Calls;
  /** Lines of our own log. */
  readonly lines: readonly string[];
  /** Everything in the store, as one text. */
  stored(): Promise<string>;
  /** A call by telephone up to where `until` says; answers what was heard last. */
  until(call: Rung, until: 'pin' | 'intent' | 'waiting', who?: Person): Promise<Heard>;
};

export type Rung = ReturnType<ConnectTwin['ring']>;

/** All that was said, as one text. */
export const wordsOf = (heard: Heard): string => heard.said.map(({ words }) => words).join(' ');

/** The six digits said last, or an empty text. */
export const digitsIn = (heard: Heard): string => {
  const [, left = '', right = ''] = /(\d \d \d), (\d \d \d)/.exec(wordsOf(heard)) ?? [];
  return `${left}${right}`.replaceAll(' ', '');
};

/** The code in the newest text to somebody. */
export const codeFor = (house: Installation, who: Person = maria): string =>
  /#([\w-]{43})/.exec(house.lastText(who))?.[1] ?? '';

export const installOnConnect = async (
  more: Partial<VoicegrantOnTwin> = {},
  env: Record<string, string> = {},
): Promise<ConnectInstallation> => {
  const clock = stoppedClock();
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line), clock.now);
  const house = await install({ clock, log, env });
  const { store, config } = house;
  const { calls } = house.app;
  const { twin, handlers } = voicegrantOnTwin({
    line: house.app.line,
    calls,
    log,
    transactions: shipped,
    langs: config.languages,
    pinLength: config.pinLength,
    pass: clock.advance,
    ...more,
  });
  return {
    ...house,
    twin,
    handlers,
    calls,
    lines,
    stored: async () => {
      const prefixes = ['call', 'grant', 'order', 'journal', 'identity', 'message', 'text', 'token'];
      const all = await Promise.all(prefixes.map((prefix) => store.list([prefix], { limit: 1000 })));
      return JSON.stringify(all);
    },
    async until(call, until, who = maria) {
      await call.start();
      const asked = await call.input({ digits: `${who.userId}#` });
      if (until === 'pin') return asked;
      const verified = await call.input({ digits: who.pin });
      return until === 'intent' ? verified : call.input({ speech: 'add my wife' });
    },
  };
};
