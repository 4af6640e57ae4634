// In: requests of the AWS SDK, of whichever service. Out: what DynamoDB, Secrets Manager, KMS and Connect would answer.
// One address for all of them, as `AWS_ENDPOINT_URL` has it; the service shows in the request.
// Must never: answer a request that is not signed.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createKms } from '../kms/index.ts';
import { createTable, type Told } from './table.ts';

type Contact = {
  readonly Arn: string;
  readonly Channel: string;
  readonly InitiationMethod: string;
  DisconnectTimestamp?: number;
};

/** An account with one table, one signing key, some secrets and the contacts of a Connect instance. */
export const createAccount = (secrets: Readonly<Record<string, string>>) => {
  const table = createTable();
  const kms = createKms();
  const contacts = new Map<string, Contact>();

  const secret = (id: string): Told => {
    const SecretString = secrets[id];
    return SecretString === undefined
      ? { status: 400, body: { __type: 'ResourceNotFoundException' } }
      : { status: 200, body: { ARN: id, Name: id, SecretString } };
  };
  const asked: (readonly [method: string, path: string, body: string])[] = [];
  const contact = (path: string): Told => {
    const found = contacts.get(path.split('/').at(-1) ?? '');
    return found === undefined
      ? { status: 404, body: { __type: 'ResourceNotFoundException' } }
      : { status: 200, body: { Contact: found } };
  };
  const answer = async (target: string, method: string, path: string, text: string): Promise<Told> => {
    asked.push([method, path, text]);
    const [service = '', operation = ''] = target.split('.');
    if (service === 'DynamoDB_20120810') return table.answer(operation, JSON.parse(text));
    if (service === 'secretsmanager') return secret(JSON.parse(text).SecretId);
    if (service === 'TrentService') return kms.answer(target, true, text);
    // Connect ties a number to a flow and unties it with nothing to say about it.
    return method === 'GET' ? contact(path) : { status: 200, body: {} };
  };

  return {
    table,
    kms,
    contacts,
    /** Everything that was asked, in order. */
    asked: asked as readonly (readonly [method: string, path: string, body: string])[],
    async open(): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', async () => {
          const isSigned = (request.headers.authorization ?? '').startsWith('AWS4-HMAC-SHA256 ');
          const target = String(request.headers['x-amz-target'] ?? '');
          const told = isSigned
            ? await answer(target, request.method ?? '', request.url ?? '', Buffer.concat(chunks).toString('utf8'))
            : { status: 403, body: { __type: 'MissingAuthenticationTokenException' } };
          const type = target === '' ? 'application/json' : 'application/x-amz-json-1.1';
          response.writeHead(told.status, { 'content-type': type }).end(JSON.stringify(told.body));
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const close = () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections());
      return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
    },
  };
};
