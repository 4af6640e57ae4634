import * as z from 'zod';
import type { ConnectPorts } from './ports.ts';
import { isContactId, refuse } from './refusal.ts';

const event = z.looseObject({
  source: z.string(),
  'detail-type': z.string(),
  account: z.string(),
  region: z.string(),
  detail: z.looseObject({
    eventType: z.string(),
    contactId: z.string(),
    channel: z.string().nullish(),
    instanceArn: z.string(),
    disconnectReason: z.string().nullish(),
  }),
});

const endings = ['DISCONNECTED', 'COMPLETED'];

/**
 * Contact events of EventBridge. They come late, twice, out of order or never, so all they may do is end a call sooner
 * than its lease would: no event starts, renews or revives one. Answers what came of it. @throws RefusedEvent
 */
export const createContactEvents = (ports: Pick<ConnectPorts, 'line' | 'calls' | 'expected' | 'log'>) => {
  const { line, calls, expected, log } = ports;
  return async (raw: unknown): Promise<'ended' | 'ignored'> => {
    const parsed = event.safeParse(raw);
    if (!parsed.success) return refuse(log, 'not_a_contact_event');
    const { data } = parsed;
    if (data.source !== 'aws.connect') return refuse(log, 'source');
    if (data['detail-type'] !== 'Amazon Connect Contact Event') return refuse(log, 'detail_type');
    if (data.account !== expected.account) return refuse(log, 'account');
    if (data.region !== expected.region) return refuse(log, 'region');
    if (data.detail.instanceArn !== expected.instanceArn) return refuse(log, 'instance');
    if (!isContactId(data.detail.contactId)) return refuse(log, 'contact');
    // The documents disagree about capitals.
    if (!endings.includes(data.detail.eventType.toUpperCase())) return 'ignored';
    if ((data.detail.channel ?? 'VOICE').toUpperCase() !== 'VOICE') return 'ignored';
    const call = await calls.byVendorId('connect', data.detail.contactId);
    if (call === null || call.value.endedAt !== null) return 'ignored';
    const lost = data.detail.disconnectReason?.toUpperCase() === 'TELECOM_PROBLEM';
    await line.hangUp(call.value.id, lost ? 'dropped' : 'caller');
    return 'ended';
  };
};
