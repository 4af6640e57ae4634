import type { AccountRecord } from '#account';
import type { Language } from '#app';
import type { Config } from '#config';
import type { Clock, Log, Random } from '#core';
import type { PinVerifier } from '#identity';
import type { TextSender } from '#message';
import type { Store } from '#store';
import type { AnyTransaction } from '#transaction';

/** What an adapter of your own may be made from: the settings as they were read, time, chance and the log. */
export type Given = { readonly config: Config; readonly clock: Clock; readonly random: Random; readonly log: Log };

/** An installation of your own. What is left out is as the settings say. */
export type Project = {
  /** Settings by their names in docs/configuration.md; the environment goes before them. No place for secrets. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What callers can do here, in the order it is offered; `shippedTransactions` unless given. */
  readonly transactions?: readonly AnyTransaction[];
  /** Languages beside English and Spanish; VOICEGRANT_LANGUAGES says which are spoken. */
  readonly languages?: readonly Language[];
  readonly store?: (given: Given) => Store | Promise<Store>;
  readonly verifier?: (given: Given & { readonly store: Store }) => PinVerifier | Promise<PinVerifier>;
  readonly sender?: (given: Given) => TextSender | Promise<TextSender>;
  readonly record?: (given: Given & { readonly store: Store }) => AccountRecord | Promise<AccountRecord>;
};

/** What a project offers to callers, as the app takes it. */
export const offeredBy = ({ transactions, languages }: Project) => ({
  ...(transactions === undefined ? {} : { transactions }),
  ...(languages === undefined ? {} : { languages }),
});

const fields = ['settings', 'transactions', 'languages', 'store', 'verifier', 'sender', 'record'];

/** Declares a project: the default export of `voicegrant.config.ts`. @throws TypeError for a member there is not. */
export const defineConfig = (project: Project): Project => {
  const unknown = Object.keys(project).filter((name) => !fields.includes(name));
  if (unknown.length > 0) throw new TypeError(`a project has no ${unknown.join(', ')}; it has ${fields.join(', ')}`);
  return project;
};
