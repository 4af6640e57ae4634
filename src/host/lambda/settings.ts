import type { Environment } from '#config';
import { PortError } from '#core';
import { type Aws, impatient } from './aws.ts';

const readSecret = async (aws: Aws, SecretId: string): Promise<Environment> => {
  try {
    const wanted = { service: 'secretsmanager', operation: 'GetSecretValue', input: { SecretId } } as const;
    const { SecretString: text } = await aws.ask<{ SecretString?: string }>(wanted, impatient);
    const given: unknown = JSON.parse(text ?? '');
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
export const settingsOf = async (environment: Environment, aws: Aws): Promise<Environment> => {
  const names = (environment.SETTINGS_SECRETS ?? '').split(' ').filter((name) => name !== '');
  return Object.assign({}, environment, ...(await Promise.all(names.map((name) => readSecret(aws, name)))));
};
