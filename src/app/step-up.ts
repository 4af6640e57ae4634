import type { E164 } from '#core';

/** What is asked of a caller who rings from another number than the one on file. */
export type OtherNumber = 'take' | 'read_back' | 'agent';

/**
 * What an offer needs beside id and PIN, by the number the call comes from (threat T-04): the calling number never makes
 * anything easier than the settings do, because it can be forged; it can only ask for more.
 */
export const stepUp = (policy: OtherNumber, callingNumber: E164 | null, numberOnFile: E164): 'none' | OtherNumber =>
  callingNumber === numberOnFile ? 'none' : policy;
