import type { ConnectClient } from '@aws-sdk/client-connect';
import {
  AssociatePhoneNumberContactFlowCommand,
  DisassociatePhoneNumberContactFlowCommand,
} from '@aws-sdk/client-connect';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { generateKeyring, serialiseKeyring } from '#config';
import { systemRandom } from '#core';
import { createPages } from '#page';
import { shipped } from '#transaction';
import { homePage, pageKey } from '../edge/pages.ts';
import type { Bucket } from './bucket.ts';

export type Clients = {
  readonly connect: Pick<ConnectClient, 'send'>;
  readonly secrets: Pick<SecretsManagerClient, 'send'>;
  readonly bucket: Bucket;
};

/** What CloudFormation wants done. `Do` names which of the four. */
export type Change = {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: { readonly Do: string } & Readonly<Record<string, string>>;
};

type Properties = Change['ResourceProperties'];
type Job = (clients: Clients, properties: Properties, deleting: boolean) => Promise<Record<string, string>>;

const langs = ['en', 'es'] as const;
const nameOf = (error: unknown): string => (error as { name?: string }).name ?? '';

const pagesOf = ({ Brand = 'Brand', Colour = '#1d4ed8', Host = 'localhost' }: Properties) =>
  createPages({ brand: { name: Brand, accent: Colour }, host: Host, transactions: shipped });

/** Makes the keyring once. A keyring that is there is never touched: an update must not make every token and hash worthless. */
const keyring: Job = async ({ secrets }, { Secret: SecretId }, deleting) => {
  if (deleting) return {};
  const isThere = await secrets.send(new GetSecretValueCommand({ SecretId })).then(
    () => true,
    (error: unknown) => {
      if (nameOf(error) === 'ResourceNotFoundException') return false;
      throw error;
    },
  );
  if (isThere) return {};
  const document = serialiseKeyring(generateKeyring(systemRandom, false)).reveal();
  await secrets.send(
    new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify({ VOICEGRANT_KEYRING: document }) }),
  );
  return {};
};

/** The Content-Security-Policy of the pages: it holds hashes of their script and of their style, which has the brand's colour. */
const policy: Job = async (_clients, properties, deleting) => {
  if (deleting) return {};
  const pages = pagesOf(properties);
  const of = (page: { readonly headers: Readonly<Record<string, string>> } | null) =>
    page?.headers['Content-Security-Policy'] ?? '';
  return { Page: of(pages.page(shipped[0]?.type ?? '', 'en')), Home: of(pages.home('en')) };
};

/** Writes every page; takes them all back at the end. */
const pages: Job = async ({ bucket }, properties, deleting) => {
  const name = properties.Bucket ?? '';
  if (deleting) {
    await bucket.empty(name);
    return {};
  }
  const rendered = pagesOf(properties);
  for (const lang of langs) {
    await bucket.put(name, pageKey(homePage, lang), { html: rendered.home(lang).html, lang });
    for (const { type } of shipped) {
      await bucket.put(name, pageKey(type, lang), { html: rendered.page(type, lang)?.html ?? '', lang });
    }
  }
  return {};
};

/** Ties the number to the flow; no CloudFormation resource does. */
const number: Job = async (
  { connect },
  { Number: PhoneNumberId, Instance: InstanceId, Flow: ContactFlowId },
  deleting,
) => {
  try {
    await (deleting
      ? connect.send(new DisassociatePhoneNumberContactFlowCommand({ PhoneNumberId, InstanceId }))
      : connect.send(new AssociatePhoneNumberContactFlowCommand({ PhoneNumberId, InstanceId, ContactFlowId })));
  } catch (error) {
    // A number that was released meanwhile leads nowhere, which is what deletion wants.
    if (!deleting || nameOf(error) !== 'ResourceNotFoundException') throw error;
  }
  return {};
};

const jobs: Readonly<Record<string, Job>> = { keyring, policy, pages, number };

/** Carries out one request; answers the attributes other resources may read. Safe to repeat. @throws what a service throws. */
export const carryOut = async (clients: Clients, change: Change): Promise<Record<string, string>> => {
  const job = jobs[change.ResourceProperties.Do];
  // A deletion must never hang on something that was never there.
  if (job === undefined && change.RequestType === 'Delete') return {};
  if (job === undefined) throw new TypeError('nothing of that name is done here');
  return job(clients, change.ResourceProperties, change.RequestType === 'Delete');
};
