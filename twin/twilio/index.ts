// A Twilio that needs no account: its API as we use it, its signed webhooks, and calls that follow our TwiML.
// It is a judge as much as a stand-in: what the description does not know, it refuses.
export type { Account, Asked, Behaviour, Credentials, Message } from './account.ts';
export { createAccount } from './account.ts';
export type { Act, Standing, TwinCall } from './call.ts';
export { createCall } from './call.ts';
export { serveAccount } from './serve.ts';
export { sign } from './sign.ts';
export { readTwiml, type Verb } from './twiml-reader.ts';
