import type { Progress, TextFault } from '#message';

/** Twilio's error codes, at creation and in callbacks, as what the caller can be told (docs/channels/twilio.md has the table). */
const faults: Readonly<Record<number, TextFault>> = {
  14107: 'throttled',
  20003: 'misconfigured',
  20404: 'misconfigured',
  20429: 'throttled',
  21211: 'invalid',
  21217: 'invalid',
  21408: 'blocked',
  21421: 'invalid',
  21610: 'opted_out',
  21611: 'throttled',
  21612: 'blocked',
  21614: 'not_mobile',
  21635: 'not_mobile',
  21703: 'misconfigured',
  30001: 'throttled',
  30002: 'misconfigured',
  30003: 'unreachable',
  30004: 'blocked',
  30005: 'invalid',
  30006: 'not_mobile',
  30007: 'blocked',
  30008: 'undelivered',
  30034: 'misconfigured',
  30036: 'expired',
  30450: 'blocked',
  63038: 'throttled',
};

/** The reason behind an error code; what we do not know is the word given. */
export const faultOf = (code: number | null, otherwise: TextFault): TextFault =>
  (code === null ? undefined : faults[code]) ?? otherwise;

/** Every code of the table, for the documentation and the tests. */
export const knownCodes: readonly (readonly [code: number, fault: TextFault])[] = Object.entries(faults).map(
  ([code, fault]) => [Number(code), fault],
);

/** A message status of Twilio's as progress; null for one that is no news, or none of theirs. */
export const progressOf = (status: string, code: number | null): Progress | null => {
  switch (status) {
    case 'accepted':
    case 'scheduled':
    case 'queued':
    case 'sending':
      return { state: 'accepted' };
    case 'sent':
      return { state: 'sent' };
    case 'delivered':
    case 'read':
      return { state: 'delivered' };
    case 'undelivered':
    case 'failed':
    case 'canceled':
      return { state: 'failed', reason: faultOf(code, 'undelivered') };
    default:
      return null;
  }
};
