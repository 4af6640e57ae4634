// The Lambda behind EventBridge: Connect's contact events, which may end a call sooner and do nothing else.
import { createContactEvents } from '#phone/connect';
import { connectPorts } from './connect.ts';

/** Takes one event. What is not for us is refused, not tried again. */
export const handler = async (event: unknown): Promise<void> => {
  await createContactEvents(await connectPorts())(event);
};
