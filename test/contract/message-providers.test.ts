import { stoppedClock } from '#core';
import { createOutbox } from '#message/outbox-viewer';
import { createSnsSender } from '#message/sns';
import { messageContract } from './message.ts';
import { openTwilioProvider } from './message-twilio.ts';

messageContract('outbox', () => {
  const sender = createOutbox({ clock: stoppedClock() });
  const sent = () => sender.texts('+15555550142' as never).length;
  return { sender, sent, refuse: () => false, loseAnswer: () => false };
});

messageContract('twilio', () => {
  const { sender, account, behave } = openTwilioProvider();
  const codes = {
    opted_out: [400, 21610],
    invalid: [400, 21211],
    throttled: [429, 20429],
    misconfigured: [401, 20003],
  };
  return {
    sender,
    sent: () => account.messages.length,
    refuse(reason) {
      const [status, code] = codes[reason as keyof typeof codes] as [number, number];
      behave(() => ({ status, code }));
      return true;
    },
    loseAnswer() {
      behave(() => 'accept_then_500');
      return true;
    },
  };
});

messageContract('sns', () => {
  let sent = 0;
  let fails: string | null = null;
  let taken = true;
  const names: Record<string, string> = {
    opted_out: 'OptedOutException',
    invalid: 'InvalidParameterException',
    throttled: 'ThrottledException',
    misconfigured: 'AuthorizationErrorException',
  };
  const sender = createSnsSender(async () => {
    if (taken) sent += 1;
    if (fails !== null) throw Object.assign(new Error('as told'), { name: fails });
    return { MessageId: 'b7c3f7d2-0000-4000-8000-000000000000' };
  });
  return {
    sender,
    sent: () => sent,
    refuse(reason) {
      fails = names[reason] ?? null;
      taken = false;
      return fails !== null;
    },
    loseAnswer() {
      fails = 'TimeoutError';
      return true;
    },
  };
});
