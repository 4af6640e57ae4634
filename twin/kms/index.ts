// In: requests of AWS KMS's JSON 1.1 protocol: GetPublicKey, Sign. Out: what KMS answers for one P-256 signing key.
// Enough of KMS for the real AWS SDK to talk to. Request signatures (SigV4) are not checked; their presence is.
// Must never: sign with another algorithm than the key has, or for a key it was not given.
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signDigest } from './digest.ts';

type Body = { readonly [name: string]: string | undefined };
type Told = { readonly status: number; readonly body: Record<string, unknown> };

const refused = (type: string, message = '', status = 400): Told => ({ status, body: { __type: type, message } });

/** A KMS with one key. `instead` lets a test answer in its place. */
export const createKms = (options: { readonly keySpec?: string } = {}) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyId = randomUUID();
  const arn = `arn:aws:kms:eu-west-1:111122223333:key/${keyId}`;
  const keySpec = options.keySpec ?? 'ECC_NIST_P256';
  let instead: ((operation: string, told: Told) => Told | Promise<Told>) | null = null;
  let asked = 0;

  const operations: Readonly<Record<string, (body: Body) => Told>> = {
    GetPublicKey: () => ({
      status: 200,
      body: {
        KeyId: arn,
        KeySpec: keySpec,
        KeyUsage: 'SIGN_VERIFY',
        CustomerMasterKeySpec: keySpec,
        SigningAlgorithms: ['ECDSA_SHA_256'],
        PublicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
      },
    }),
    Sign(body) {
      const message = Buffer.from(body.Message ?? '', 'base64');
      if (body.SigningAlgorithm !== 'ECDSA_SHA_256') return refused('InvalidKeyUsageException');
      const digest = body.MessageType === 'DIGEST' ? message : createHash('sha256').update(message).digest();
      if (digest.length !== 32) return refused('ValidationException', 'Digest is invalid length for algorithm');
      const signature = signDigest(privateKey, digest).toString('base64');
      return { status: 200, body: { KeyId: arn, Signature: signature, SigningAlgorithm: 'ECDSA_SHA_256' } };
    },
  };

  const answer = async (target: string, signed: boolean, text: string): Promise<Told> => {
    const operation = target.replace(/^TrentService\./, '');
    asked += 1;
    const body = JSON.parse(text) as Body;
    const run = operations[operation];
    const isKnown = [keyId, arn].includes(body.KeyId ?? '');
    const told = !signed
      ? refused('MissingAuthenticationTokenException', '', 403)
      : run === undefined
        ? refused('UnknownOperationException')
        : isKnown
          ? run(body)
          : refused('NotFoundException', `Key '${body.KeyId}' does not exist`);
    return instead === null ? told : instead(operation, told);
  };

  return {
    keyId,
    answer,
    arn,
    publicKey,
    asked: () => asked,
    instead(say: (operation: string, told: Told) => Told | Promise<Told>) {
      instead = say;
    },
    /** Serves it on a free port of this machine. */
    async open(): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', async () => {
          const signed = (request.headers.authorization ?? '').startsWith('AWS4-HMAC-SHA256 ');
          const told = await answer(String(request.headers['x-amz-target']), signed, Buffer.concat(chunks).toString());
          response.writeHead(told.status, { 'content-type': 'application/x-amz-json-1.1' });
          response.end(JSON.stringify(told.body));
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const close = () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections());
      return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
    },
  };
};
