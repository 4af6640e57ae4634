import type { Log } from '#core';
import type { Contact, Expected } from './ports.ts';

/**
 * Thrown for an event that is not for this installation. The function then fails, which shows in its metrics and takes
 * the flow's error branch; the reason is a constant and quotes nothing of the event.
 */
export class RefusedEvent extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`refused: ${reason}`);
    this.name = 'RefusedEvent';
    this.reason = reason;
  }
}

/** Refuses: written to the log by its reason, then thrown. */
export const refuse = (log: Log, reason: string): never => {
  log.warn('An event that is not for this installation was refused', { room: 'phone/connect', reason });
  throw new RefusedEvent(reason);
};

/** A Connect contact id. */
export const isContactId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);

/** Is this a voice call into our instance that goes on at this moment (R-T7)? */
export const isLiveContact = (contact: Contact | null, contactId: string, expected: Expected): boolean =>
  contact !== null &&
  contact.arn === `${expected.instanceArn}/contact/${contactId}` &&
  contact.channel.toUpperCase() === 'VOICE' &&
  ['INBOUND', 'TRANSFER'].includes(contact.initiationMethod.toUpperCase()) &&
  !contact.disconnected;
