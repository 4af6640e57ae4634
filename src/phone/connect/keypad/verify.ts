import type { ConversationEvent } from '#conversation';
import { PortError, Secret } from '#core';
import { answerFlow } from '../flow.ts';
import type { FlowAnswer } from '../flow-answer.ts';
import { readFlowEvent } from '../flow-event.ts';
import type { ConnectPorts } from '../ports.ts';
import { isLiveContact, refuse } from '../refusal.ts';
import type { DecryptInput } from './decrypt.ts';

type Ports = ConnectPorts & { readonly decrypt: DecryptInput };

/** What Connect stores when no key was pressed. */
const nothingKeyed = 'Timeout';

/**
 * The Lambda that holds the key to what was keyed: decrypts the stored customer input and gives it to the conversation as
 * keys. It is the only place where the PIN of the encrypted keypad is ever clear. Input that cannot be read counts as
 * keys that were not understood. Idempotent by `next`, like the flow's Lambda. @throws RefusedEvent
 */
export const createKeypadHandler = (ports: Ports) => {
  const { line, calls, expected, log } = ports;

  const keyed = async (input: string): Promise<Extract<ConversationEvent, { type: 'digits' | 'silence' }>> => {
    if (input === '' || input === nothingKeyed) return { type: 'silence' };
    try {
      const digits = await ports.decrypt(input);
      return { type: 'digits', digits };
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      log.warn('Keyed input could not be decrypted', { room: 'phone/connect', port: error.port });
      return { type: 'digits', digits: new Secret('A') };
    }
  };

  return async (raw: unknown): Promise<FlowAnswer> => {
    const event = readFlowEvent(ports, raw);
    if (event.op !== 'verify') return refuse(log, 'op');
    const known = await calls.byVendorId('connect', event.contactId);
    if (known === null) return refuse(log, 'unknown_contact');
    if (!isLiveContact(await ports.describeContact(event.contactId), event.contactId, expected))
      return refuse(log, 'contact_not_live');
    const now = await line.lastTurn(known.value.id);
    // Only where a PIN is asked for, and only for the question the flow has heard: a replay finds another turn.
    const turn =
      now.expect.secret && event.place !== null
        ? await line.turn(known.value.id, await keyed(event.input), event.place.turn)
        : now;
    const call = await calls.byVendorId('connect', event.contactId);
    return answerFlow(ports, event, turn, call?.value ?? known.value);
  };
};
