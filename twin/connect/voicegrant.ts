// Voicegrant on the twin: the generated flow and bot, and the very handlers a Lambda would run, bound to a line.
import type { Calls, Lang } from '#call';
import type { Log, Secret } from '#core';
import {
  type ConnectLine,
  type ConnectPorts,
  createCodeHook,
  createContactEvents,
  createFlowHandler,
  type Expected,
} from '#phone/connect';
import { createKeypadDecryptor, createKeypadHandler } from '#phone/connect/keypad';
import type { AnyTransaction } from '#transaction';
import { askOfIntent, botDefinition } from '../../deploy/aws/bot/bot.ts';
import type { BotDefinition } from '../../deploy/aws/bot/definition.ts';
import { voiceIn } from '../../deploy/aws/bot/words.ts';
import { connectFlow, substituted } from '../../deploy/aws/flow/flow.ts';
import type { Flow } from '../../deploy/aws/flow/language.ts';
import { type ConnectTwin, createConnectTwin, identity, mainNumber, substitutions, type TwinPorts } from './connect.ts';

export type VoicegrantOnTwin = {
  readonly line: ConnectLine;
  readonly calls: Pick<Calls, 'byVendorId'>;
  readonly log: Log;
  readonly transactions: readonly AnyTransaction[];
  readonly langs: readonly Lang[];
  readonly pinLength: number;
  /** With a key pair the PIN goes by encrypted keypad, otherwise by Lex slot. PEM. */
  readonly keypad?: { readonly certificate: string; readonly privateKey: Secret };
  /** Another flow or bot than the generated ones, already filled in. */
  readonly flow?: Flow;
  readonly bot?: BotDefinition;
} & Partial<Omit<TwinPorts, 'flow' | 'bot' | 'numbers' | 'lambdas' | 'hook' | 'event'>>;

/** What an installation on the twin is told to expect. */
export const expectedOn = (langs: readonly Lang[], pinBy: Expected['pinBy']): Expected => ({
  account: identity.account,
  region: identity.region,
  instanceArn: identity.instanceArn,
  botId: identity.botId,
  botAliasId: identity.aliasId,
  locales: Object.fromEntries(langs.map((lang) => [lang, voiceIn(lang).locale])),
  pinBy,
});

/** The number of a language: each has its own flow, which differs in the language a call begins in. */
export const numberFor = (lang: Lang): string => (lang === 'es' ? '+15555550101' : mainNumber);

/** Joins a line to a Connect twin through the real handlers. Answers the twin and the handlers it calls. */
export const voicegrantOnTwin = (given: VoicegrantOnTwin) => {
  const { line, calls, log, transactions, langs, pinLength, keypad, ...twinPorts } = given;
  const pinBy = keypad === undefined ? ('lex' as const) : ('encrypted' as const);
  const expected = expectedOn(langs, pinBy);
  let twin: ConnectTwin;
  const ports: ConnectPorts = {
    line,
    calls,
    log,
    expected,
    describeContact: (contactId) => twin.describeContact(contactId),
  };
  const decrypt = createKeypadDecryptor(
    keypad === undefined ? [] : [{ keyId: identity.keyId, privateKey: keypad.privateKey }],
  );
  const handlers = {
    hook: createCodeHook({ ...ports, askOf: askOfIntent(transactions) }),
    flow: createFlowHandler(ports),
    keypad: createKeypadHandler({ ...ports, decrypt }),
    events: createContactEvents(ports),
  };
  const flowIn = (first: Lang) =>
    substituted(
      connectFlow({
        transactions,
        langs: [first, ...langs.filter((lang) => lang !== first)],
        queue: true,
        pinBy,
        pinLength,
      }),
      substitutions(keypad?.certificate),
    );
  twin = createConnectTwin({
    ...twinPorts,
    flow: given.flow ?? flowIn(langs[0] ?? 'en'),
    ...(given.flow === undefined
      ? { numbers: Object.fromEntries(langs.map((lang) => [numberFor(lang), flowIn(lang)])) }
      : {}),
    bot: given.bot ?? botDefinition({ name: 'voicegrant', transactions, langs, pinLength }),
    lambdas: {
      [identity.functionArn]: handlers.flow,
      [identity.keypadArn]: handlers.keypad,
    },
    hook: handlers.hook as never,
    event: async (event) => {
      await handlers.events(event);
    },
  });
  return { twin, handlers, expected };
};
