import * as z from 'zod';
import type { Lang } from '#call';
import { type ConnectPorts, langOf } from './ports.ts';
import { isContactId, refuse } from './refusal.ts';

const endpoint = z.looseObject({ Address: z.string().nullish() }).nullish();

const event = z.looseObject({
  Name: z.string(),
  Details: z.looseObject({
    Parameters: z.record(z.string(), z.string().nullish()).nullish(),
    ContactData: z.looseObject({
      ContactId: z.string(),
      Channel: z.string(),
      InitiationMethod: z.string(),
      InstanceARN: z.string(),
      LanguageCode: z.string().nullish(),
      CustomerEndpoint: endpoint,
      SystemEndpoint: endpoint,
    }),
  }),
});

/** Where a flow stands: the turn it heard last, how many parts of its words were said, and the voice that is set. */
export type Place = { readonly turn: number; readonly part: number; readonly lang: Lang };

/** What a flow asks of its Lambda. `place` is null when the flow has none, as at the start or after a failed Lambda. */
export type FlowEvent = {
  readonly contactId: string;
  readonly op: string;
  readonly place: Place | null;
  readonly lang: Lang | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Encrypted keys, base64; what Connect calls the stored customer input. */
  readonly input: string;
};

/** The place as the flow carries it: `4.1.en`. */
export const placeText = ({ turn, part, lang }: Place): string => `${turn}.${part}.${lang}`;

const placeIn = (text: string | null | undefined): Place | null => {
  const [, turn, part, lang] = /^(\d{1,6})\.(\d{1,3})\.(en|es)$/.exec(text ?? '') ?? [];
  return turn === undefined ? null : { turn: Number(turn), part: Number(part), lang: lang as Lang };
};

/** Reads an event of a Connect flow's Lambda and holds each field against what must be. @throws RefusedEvent */
export const readFlowEvent = ({ expected, log }: Pick<ConnectPorts, 'expected' | 'log'>, raw: unknown): FlowEvent => {
  const parsed = event.safeParse(raw);
  if (!parsed.success || parsed.data.Name !== 'ContactFlowEvent') return refuse(log, 'not_a_flow_event');
  const { Parameters: given, ContactData: contact } = parsed.data.Details;
  const [, , , region, account] = contact.InstanceARN.split(':');
  if (account !== expected.account) return refuse(log, 'account');
  if (region !== expected.region) return refuse(log, 'region');
  if (contact.InstanceARN !== expected.instanceArn) return refuse(log, 'instance');
  if (contact.Channel.toUpperCase() !== 'VOICE') return refuse(log, 'channel');
  if (!['INBOUND', 'TRANSFER'].includes(contact.InitiationMethod.toUpperCase())) return refuse(log, 'initiation');
  if (!isContactId(contact.ContactId)) return refuse(log, 'contact');
  const lang = given?.language ?? contact.LanguageCode;
  return {
    contactId: contact.ContactId,
    op: given?.op ?? '',
    place: placeIn(given?.next),
    lang: langOf(expected, lang),
    from: contact.CustomerEndpoint?.Address ?? null,
    to: contact.SystemEndpoint?.Address ?? null,
    input: given?.input ?? '',
  };
};
