import type { AccountRecord } from '#account';
import type { Keyring } from '#config';
import type { AccountId, Clock, E164, Json, Log, Random } from '#core';
import type { LoginProvider, Operators, PinVerifier } from '#identity';
import type { TextSender } from '#message';
import type { Store } from '#store';
import type { MetricName, Tracing } from '#telemetry';
import type { SigningKey } from '#token';
import type { AnyTransaction } from '#transaction';
import type { Language } from './languages.ts';

/** Everything the app takes from outside; a host chooses each, tests replace each. */
export type Ports = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly keyring: Keyring;
  readonly sleep: (ms: number) => Promise<void>;
  readonly verifier: PinVerifier;
  readonly sender: TextSender;
  readonly record: AccountRecord;
  /** Keeps a signed checkpoint where the database's administrator cannot reach. */
  readonly anchor: (line: string) => Promise<void>;
  /** Keys that sign in place of the keyring's, such as one in a key management service. All purposes, or left out. */
  readonly signingKeys?: readonly SigningKey[];
  /** The identity provider's own login page, where the settings let callers sign in on their screen. */
  readonly login?: LoginProvider;
  /** What this installation offers; the shipped catalogue unless told otherwise. */
  readonly transactions?: readonly AnyTransaction[];
  /** Languages beside English and Spanish; the settings say which of all of them are spoken. */
  readonly languages?: readonly Language[];
  /** Who may look at the console; without them it is open in development and absent from production. */
  readonly operators?: Operators;
  /** Traces, where somebody collects them. */
  readonly tracing?: Tracing;
  /** What a host knows of its process, by the name of its metric. */
  readonly gauges?: () => Readonly<Partial<Record<MetricName, number>>>;
  /** False where a response is given away only as a whole, as behind an HTTP API of AWS. */
  readonly streams?: boolean;
  /** Present in development only: what the handset may see beyond the line itself. */
  readonly handset?: HandsetView;
  /** The network, for a vendor that has to be asked; and a signal that aborts after so many milliseconds. */
  readonly fetch?: typeof globalThis.fetch;
  readonly abortAfter?: (ms: number) => AbortSignal;
};

/** The development handset's window into the process; never part of a production process. */
export type HandsetView = {
  readonly texts: (to: E164) => readonly { readonly to: string; readonly body: string; readonly at: number }[];
  readonly demo: () => { readonly [name: string]: Json };
  readonly accountOf: (userId: string) => Promise<AccountId | null>;
  readonly changes: (account: AccountId) => Promise<readonly Json[]>;
  readonly advance: (seconds: number) => void;
  /** Call files the screen can play. */
  readonly scenarios: () => readonly { readonly name: string; readonly text: string }[];
  readonly screen: () => { readonly html: string; readonly headers: Readonly<Record<string, string>> };
};
