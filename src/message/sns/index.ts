// In: texts. Out: the same texts through Amazon SNS, and what became of each, in the room's words.
// The request itself comes in as a port; client/ makes it with the package.
// Must never: try a text twice, or take what is unclear for a failure.
import type { SendResult, TextFault, TextSender } from '#message';

/** `Publish` of SNS: resolves to what it answered, or rejects with an error named as SNS names it. */
export type SnsPublish = (input: {
  readonly PhoneNumber: string;
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>;
}) => Promise<{ readonly MessageId?: string }>;

/** Errors by which SNS says that it has not taken the text. Any other may come after it has. */
const refusals: Readonly<Record<string, TextFault>> = {
  AuthorizationErrorException: 'misconfigured',
  InvalidParameterException: 'invalid',
  InvalidParameterValueException: 'invalid',
  NotFoundException: 'misconfigured',
  OptedOutException: 'opted_out',
  ThrottledException: 'throttled',
  ThrottlingException: 'throttled',
  ValidationException: 'invalid',
  UserErrorException: 'misconfigured',
};

/**
 * A message provider over Amazon SNS. SNS takes no validity period, reports no delivery to us and keeps no list, so an
 * unclear answer stays unclear until the grant's own life is over. `publish` must make one attempt within 3 s.
 */
export const createSnsSender = (publish: SnsPublish): TextSender => ({
  name: 'sns',
  async send({ to, body }): Promise<SendResult> {
    try {
      const { MessageId } = await publish({
        PhoneNumber: to,
        Message: body.reveal(),
        MessageAttributes: { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } },
      });
      return MessageId === undefined ? { result: 'unknown' } : { result: 'accepted', providerId: MessageId };
    } catch (error) {
      const reason = refusals[(error as { name?: string }).name ?? ''];
      return reason === undefined ? { result: 'unknown' } : { result: 'refused', reason };
    }
  },
  ready: async () => true,
});
