// In: the environment and the keyring document. Out: one flat `Config` and one `Keyring`, checked as a whole.
// The only reader of settings; policy is one table, so that a reviewer reads the security posture on one page.
// Must never: know a room, ask the network, or quote a value in a problem.
export type { ConfidentialClient, PublicJwk } from './clients.ts';
export type { Keyring, RotatedPurpose, Rotation, SigningKey } from './keyring.ts';
export { generateKeyring, parseKeyring, rotateKeyring, serialiseKeyring } from './keyring.ts';
export { openKeyring, writeKeyring } from './keyring-file.ts';
export type { Config, Environment } from './read.ts';
export { listeningOn, readConfig } from './read.ts';
export { everyRefusal } from './refusals.ts';
export { settings } from './settings.ts';
