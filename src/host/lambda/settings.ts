import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Environment } from '#config';
import { PortError } from '#core';

type Client = Pick<SecretsManagerClient, 'send'>;

const readSecret = async (client: Client, id: string): Promise<Environment> => {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    const given: unknown = JSON.parse(SecretString ?? '');
    if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new TypeError('no object');
    return Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    );
  } catch {
    // The error of a parser quotes what it was given.
    throw new PortError('secrets', 'a secret cannot be read', { retryable: true });
  }
};

/**
 * The environment with what `SETTINGS_SECRETS` names in Secrets Manager: each secret is a JSON object from names of
 * settings to values. Secrets never become part of `process.env`. @throws PortError `secrets`.
 */
export const settingsOf = async (environment: Environment, client: () => Client): Promise<Environment> => {
  const names = (environment.SETTINGS_SECRETS ?? '').split(' ').filter((name) => name !== '');
  const opened = client();
  return Object.assign({}, environment, ...(await Promise.all(names.map((name) => readSecret(opened, name)))));
};
