import { PortError } from '#core';
import type { ConnectPorts } from '#phone/connect';
import { type Aws, impatient, openAws } from './aws.ts';

type Described = {
  readonly Contact?: {
    readonly Arn?: string;
    readonly Channel?: string;
    readonly InitiationMethod?: string;
    readonly DisconnectTimestamp?: unknown;
  };
};

/** Asks Connect about contacts of one instance; null for one it does not know. @throws PortError `connect`. */
export const openContacts = (instanceArn: string, aws: Aws = openAws()): ConnectPorts['describeContact'] => {
  const instance = instanceArn.split('/').at(-1) ?? '';
  return async (contactId) => {
    try {
      const path = ['contacts', instance, contactId];
      const { Contact: contact } = await aws.ask<Described>({ service: 'connect', method: 'GET', path }, impatient);
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
