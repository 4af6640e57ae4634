import { randomUUID } from 'node:crypto';
import { generateKeyring, serialiseKeyring } from '#config';
import { systemRandom } from '#core';
import { createPages } from '#page';
import { shipped } from '#transaction';
import type { Aws } from '../../../src/host/lambda/aws.ts';
import { homePage, pageKey } from '../edge/pages.ts';
import type { Bucket } from './bucket.ts';

export type Clients = {
  readonly aws: Aws;
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

/** CloudFormation waits for minutes; every request here may be repeated. */
const patient = { answerMs: 5000, tries: 4 } as const;
const langs = ['en', 'es'] as const;
const nameOf = (error: unknown): string => (error as { name?: string }).name ?? '';

const pagesOf = ({ Brand = 'Brand', Colour = '#1d4ed8', Host = 'localhost' }: Properties) =>
  createPages({ brand: { name: Brand, accent: Colour }, host: Host, transactions: shipped });

/** Makes the keyring once. A keyring that is there is never touched: an update must not make every token and hash worthless. */
const keyring: Job = async ({ aws }, { Secret: SecretId }, deleting) => {
  if (deleting) return {};
  const secret = (operation: string, more: object = {}) =>
    aws.ask({ service: 'secretsmanager', operation, input: { SecretId, ...more } }, patient);
  const isThere = await secret('GetSecretValue').then(
    () => true,
    (error: unknown) => {
      if (nameOf(error) === 'ResourceNotFoundException') return false;
      throw error;
    },
  );
  if (isThere) return {};
  const document = serialiseKeyring(generateKeyring(systemRandom, false)).reveal();
  const SecretString = JSON.stringify({ VOICEGRANT_KEYRING: document });
  await secret('PutSecretValue', { SecretString, ClientRequestToken: randomUUID() });
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
  { aws },
  { Number: phone = '', Instance: InstanceId = '', Flow: ContactFlowId },
  deleting,
) => {
  const where = { service: 'connect', path: ['phone-number', phone, 'contact-flow'] } as const;
  try {
    await aws.ask(
      deleting
        ? { ...where, method: 'DELETE', query: { instanceId: InstanceId } }
        : { ...where, method: 'PUT', input: { InstanceId, ContactFlowId } },
      patient,
    );
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
