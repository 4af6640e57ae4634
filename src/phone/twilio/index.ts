// In: Twilio's webhooks about a call. Out: conversation events, and turns as TwiML.
// A signature is necessary and not sufficient; a strict schema for each kind of request leaves one reading of it.
// Must never: let a caller's words become more than the text of a Say, ask for a spoken PIN, or trust an address in a request.
export type { CallRequest, Kind } from './parameters.ts';
export { langOf, readRequest } from './parameters.ts';
export type { Place } from './pieces.ts';
export { speakingSeconds, start, stretch } from './pieces.ts';
export { isSigned, signatureOf } from './signature.ts';
export type { Scene, Voices } from './twiml.ts';
export { comeBack, farewell, twimlOf } from './twiml.ts';
export type { CallsAccess, UpdateCall } from './updates.ts';
export { createUpdateCall } from './updates.ts';
