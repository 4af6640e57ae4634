import type { E164, Secret, TextId } from '#core';

/** One text to send. `validSeconds`: the provider must not deliver it later than this. */
export type Text = {
  readonly id: TextId;
  readonly to: E164;
  readonly body: Secret;
  readonly validSeconds: number;
};

/** What the provider said, in the words the conversation can use. `unknown`: it may or may not have been sent. */
export type SendResult =
  | { readonly result: 'accepted'; readonly providerId: string }
  | {
      readonly result: 'refused';
      readonly reason: 'opted_out' | 'not_mobile' | 'blocked' | 'invalid' | 'misconfigured' | 'throttled';
    }
  | { readonly result: 'unknown' };

/**
 * Port to a message provider. `send` answers within the budget it was made with; it never tries the same text twice when
 * the first answer is unclear (sending is not idempotent, R-T4).
 */
export type TextSender = {
  readonly name: string;
  send(text: Text): Promise<SendResult>;
  ready(): Promise<boolean>;
};
