import { ConnectClient, DescribeContactCommand } from '@aws-sdk/client-connect';
import { PortError } from '#core';
import type { ConnectPorts } from '#phone/connect';
import { impatient } from './patience.ts';

/** Asks Connect about contacts of one instance; null for one it does not know. @throws PortError `connect`. */
export const openContacts = (instanceArn: string): ConnectPorts['describeContact'] => {
  const client = new ConnectClient(impatient);
  const InstanceId = instanceArn.split('/').at(-1);
  return async (contactId) => {
    try {
      const { Contact: contact } = await client.send(new DescribeContactCommand({ InstanceId, ContactId: contactId }));
      if (contact === undefined) return null;
      return {
        arn: contact.Arn ?? '',
        channel: contact.Channel ?? '',
        initiationMethod: contact.InitiationMethod ?? '',
        disconnected: contact.DisconnectTimestamp !== undefined,
      };
    } catch (error) {
      if ((error as { name?: string }).name === 'ResourceNotFoundException') return null;
      throw new PortError('connect', 'a contact cannot be described', { retryable: true, cause: error });
    }
  };
};
