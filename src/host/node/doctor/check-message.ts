import { createOutbox } from '#message/outbox-viewer';
import { openSender } from '../sender.ts';
import { checkTwilioKey } from './check-twilio-key.ts';
import { checkTwilioToken } from './check-twilio-token.ts';
import { atHand, type Finding, fault, ok, type Patient, warning } from './finding.ts';

/** Can texts be sent, and would Twilio's webhooks be believed? Sends nothing. */
export const checkMessage = async (patient: Patient): Promise<Finding[]> => {
  const { config, project } = patient;
  if (project.sender === undefined && config.message === 'outbox')
    return [warning('message', 'outbox: texts are only shown on the handset', 'VOICEGRANT_MESSAGE=twilio or sns')];
  const twilio = config.twilioAuthToken === null ? [] : [await checkTwilioToken(patient)];
  if (project.sender === undefined && config.message === 'twilio') return [await checkTwilioKey(patient), ...twilio];
  const hand = { config, ...atHand() };
  const sender = (await project.sender?.(hand)) ?? (await openSender(config, createOutbox(hand)));
  const ready = await sender.ready().catch(() => false);
  const remedy = 'check the provider’s credentials and the way out of this network';
  return [
    ready ? ok('message', `${sender.name} is ready`) : fault('message', `${sender.name} is not ready`, remedy),
    ...twilio,
  ];
};
