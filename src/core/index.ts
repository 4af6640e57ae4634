// In: nothing. Out: the words and physics every room uses: time, chance, secrets, ids, hashes, errors, the log.
// A thing enters only when two rooms need it and it has no room of its own.
// Must never: import a room, or become a drawer.
export type { Clock, MovableClock } from './clock.ts';
export { clockSkewSeconds, movableClock, stoppedClock, systemClock } from './clock.ts';
export type { E164 } from './e164.ts';
export { lastTwo, parseE164 } from './e164.ts';
export type { WireErrorCode } from './errors.ts';
export { ConfigError, PortError, WireError, wireErrors } from './errors.ts';
export { constantTimeEqual, contentDigest, hmac, hmacBytes, sha256 } from './hash.ts';
export type { AccountId, CallId, GrantId, Jkt, SubjectId, TextId } from './ids.ts';
export { newId } from './ids.ts';
export type { InlineScreen } from './inline-screen.ts';
export { inlineScreen } from './inline-screen.ts';
export type { Json } from './json.ts';
export { canonicalJson } from './json.ts';
export type { Log, LogFields } from './log.ts';
export { createLog, silentLog } from './log.ts';
export type { Random } from './random.ts';
export { systemRandom } from './random.ts';
export { Secret } from './secret.ts';
export type { JsonLimits } from './strict-json.ts';
export { parseStrictJson } from './strict-json.ts';
