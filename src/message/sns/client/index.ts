// In: the region and role of this process. Out: the SNS sender with the real client in it.
// Apart from the room's words, so that only who chose SNS loads its package.
// Must never: try a text twice.
import { PublishCommand, SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import type { TextSender } from '#message';
import { createSnsSender } from '#message/sns';

const budgetMs = 3000;

/** A message provider over the SNS of the region and role this process has; one attempt a text, of at most three seconds. */
export const openSns = (settings: SNSClientConfig = {}): TextSender => {
  const client = new SNSClient({ ...settings, maxAttempts: 1 });
  return createSnsSender(async (input) => {
    const command = new PublishCommand({ ...input, MessageAttributes: { ...input.MessageAttributes } });
    const { MessageId } = await client.send(command, { abortSignal: AbortSignal.timeout(budgetMs) });
    return MessageId === undefined ? {} : { MessageId };
  });
};
