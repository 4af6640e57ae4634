// In: what a project of your own is made of. Out: everything the package `voicegrant` offers to it.
// A project is one file, voicegrant.config.ts, beside which the command finds it; or a program that calls `createApp`.
// Must never: hold a rule of its own, or offer a room's inside.
export type { AccountRecord, Order, Performed } from '#account';
export type { App, Language, Ports } from '#app';
export { createApp, defineLanguage, languageFaults } from '#app';
export type { VerifiedCaller } from '#call';
export type { Config, Environment, Keyring } from '#config';
export { generateKeyring, openKeyring, parseKeyring, readConfig, serialiseKeyring } from '#config';
export type { Fill, Locale, Vocabulary } from '#conversation';
export type { AccountId, Clock, E164, Json, Log, LogFields, Random, SubjectId, TextId } from '#core';
export {
  ConfigError,
  createLog,
  PortError,
  parseE164,
  Secret,
  silentLog,
  stoppedClock,
  systemClock,
  systemRandom,
  WireError,
} from '#core';
export type { CannotSayReason, PinVerifier, ProviderVerdict, Standing } from '#identity';
export type { Candidate, Progress, SendResult, Text, TextFault, TextSender } from '#message';
export type { PageWords } from '#page';
export type { Batch, Check, Committed, Entry, Key, ListOptions, Store, Version, Write } from '#store';
export type { AnyTransaction, Transaction, Words } from '#transaction';
export { defineTransaction, shipped as shippedTransactions } from '#transaction';
export { startNode } from '../node/index.ts';
export { defineConfig, type Given, type Project } from './define.ts';
