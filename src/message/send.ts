import type { E164, Secret, TextId } from '#core';

/** One text to send. `validSeconds`: the provider must not deliver it later than this. */
export type Text = {
  readonly id: TextId;
  readonly to: E164;
  readonly body: Secret;
  readonly validSeconds: number;
};

/** Why a provider will not, or could not, deliver a text. */
export type TextFault =
  | 'opted_out'
  | 'not_mobile'
  | 'blocked'
  | 'invalid'
  | 'risk'
  | 'misconfigured'
  | 'throttled'
  | 'unavailable'
  | 'unreachable'
  | 'expired'
  | 'undelivered';

/** What the provider said, in the words the conversation can use. `unknown`: it may or may not have been sent. */
export type SendResult =
  | { readonly result: 'accepted'; readonly providerId: string }
  | { readonly result: 'refused'; readonly reason: TextFault }
  | { readonly result: 'unknown' };

/** How far a text has come at the provider. */
export type Progress =
  | { readonly state: 'accepted' | 'sent' | 'delivered' }
  | { readonly state: 'failed'; readonly reason: TextFault };

/** A text the provider has on its books. `at` is NumericDate seconds. */
export type Candidate = { readonly providerId: string; readonly at: number; readonly progress: Progress };

/**
 * Port to a message provider. `send` answers within the budget it was made with; it never tries the same text twice when
 * the first answer is unclear (sending is not idempotent, R-T4). `find` lists what was sent to a number since an instant,
 * so that an unclear answer can be cleared up; null when the provider cannot say now or ever.
 */
export type TextSender = {
  readonly name: string;
  send(text: Text): Promise<SendResult>;
  find?(to: E164, since: number): Promise<readonly Candidate[] | null>;
  ready(): Promise<boolean>;
};
