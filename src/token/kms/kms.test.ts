import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { createAws } from '#aws';
import { PortError, Secret, stoppedClock } from '#core';
import { createKms } from '../../../twin/kms/index.ts';
import { createSigningKeys, signJws, verifyOwnJws } from '../index.ts';
import { type AskKms, fixedWidth, openKmsSigner } from './index.ts';

const client = (endpoint: string): AskKms => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: new Secret('example'), sessionToken: null };
  const aws = createAws(
    { region: 'eu-west-1', endpoint, credentials: () => credentials },
    {
      fetch: globalThis.fetch,
      abortAfter: AbortSignal.timeout,
      sleep: async () => {},
      instant: () => '20261122T201500Z',
    },
  );
  return (operation, input) => aws.ask({ service: 'kms', operation, input }, { answerMs: 60_000, tries: 1 });
};

describe('a signing key in KMS', () => {
  const kms = createKms();
  let endpoint = '';
  let close = async () => {};
  before(async () => ({ endpoint, close } = await kms.open()));
  after(() => close());

  it('signs tokens that everyone who has the published key can verify', async () => {
    const signer = await openKmsSigner(client(endpoint), kms.keyId);
    const purposes = ['access_token', 'receipt', 'checkpoint'] as const;
    const own = { signer, activeFrom: null, retireAt: null };
    const others = await Promise.all(
      purposes.slice(1).map(async (purpose) => {
        const other = createKms();
        const served = await other.open();
        const opened = await openKmsSigner(client(served.endpoint), other.arn);
        await served.close();
        return { ...own, signer: opened, purpose };
      }),
    );
    const keys = createSigningKeys({ keys: [{ ...own, purpose: 'access_token' }, ...others], clock: stoppedClock() });
    const jws = await signJws(keys.signer('access_token'), 'at+jwt', { sub: 'sub_somebody' });
    assert.deepEqual({ ...verifyOwnJws(keys, 'at+jwt', jws) }, { sub: 'sub_somebody' });
  });

  it('asks for the public half once and then once for each signature, with the digest alone', async () => {
    const signer = await openKmsSigner(client(endpoint), kms.keyId);
    const asked = kms.asked();
    const long = randomBytes(20_000);
    const signature = await signer.sign(long);
    assert.equal(signature.length, 64);
    assert.ok(verify('sha256', long, { key: kms.publicKey, dsaEncoding: 'ieee-p1363' }, signature));
    assert.equal(kms.asked(), asked + 1);
  });

  it('hands on no signature that does not verify, however it was broken', async () => {
    const signer = await openKmsSigner(client(endpoint), kms.keyId);
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const bytes = Buffer.from('some bytes');
    const broken: readonly (string | undefined)[] = [
      sign('sha256', bytes, stranger).toString('base64'),
      sign('sha256', bytes, { key: stranger, dsaEncoding: 'ieee-p1363' }).toString('base64'),
      '',
      'AAAA',
      undefined,
    ];
    try {
      for (const Signature of broken) {
        kms.instead((_operation, told) => ({ ...told, body: { ...told.body, Signature } }));
        await assert.rejects(async () => signer.sign(bytes), { name: 'PortError', port: 'signing-keys' });
      }
    } finally {
      kms.instead((_operation, told) => told);
    }
  });

  it('says whether trying again can help', async () => {
    const signer = await openKmsSigner(client(endpoint), kms.keyId);
    const cases: readonly (readonly [string, number, boolean])[] = [
      ['ThrottlingException', 400, true],
      ['KMSInternalException', 500, true],
      ['DisabledException', 400, false],
      ['AccessDeniedException', 400, false],
    ];
    try {
      for (const [type, status, retryable] of cases) {
        kms.instead(() => ({ status, body: { __type: type } }));
        await assert.rejects(
          async () => signer.sign(Buffer.from('x')),
          (error: unknown) => error instanceof PortError && error.retryable === retryable,
          type,
        );
      }
    } finally {
      kms.instead((_operation, told) => told);
    }
  });

  it('is the same to the AWS SDK’s own client: the twin answers it as KMS would', async () => {
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' };
    const sdk = new KMSClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
    const told = await sdk.send(new GetPublicKeyCommand({ KeyId: kms.arn }));
    assert.deepEqual(Buffer.from(told.PublicKey ?? []), kms.publicKey.export({ format: 'der', type: 'spki' }));
    const Message = Buffer.from('thirty-two bytes that are hashed');
    const asked = { KeyId: kms.keyId, Message, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' } as const;
    const { Signature } = await sdk.send(new SignCommand(asked));
    assert.ok(fixedWidth(Signature ?? Buffer.of()) !== null);
    const hashed = await sdk.send(new SignCommand({ ...asked, MessageType: 'RAW' }));
    assert.ok(verify('sha256', Message, kms.publicKey, hashed.Signature ?? Buffer.of()));
    for (const [name, command] of [
      ['NotFoundException', new GetPublicKeyCommand({ KeyId: 'another' })],
      ['InvalidKeyUsageException', new SignCommand({ ...asked, SigningAlgorithm: 'RSASSA_PSS_SHA_256' })],
      ['ValidationException', new SignCommand({ ...asked, Message: Buffer.from('short') })],
    ] as const)
      await assert.rejects(sdk.send(command as SignCommand), { name });
    sdk.destroy();
  });

  it('refuses a key of another kind before anything is signed', async () => {
    const other = createKms({ keySpec: 'RSA_2048' });
    const served = await other.open();
    await assert.rejects(openKmsSigner(client(served.endpoint), other.keyId), { port: 'signing-keys' });
    await served.close();
  });
});

describe('a signature in DER', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it('becomes the 64 bytes of JWS, leading zeros and all', () => {
    for (let n = 0; n < 600; n += 1) {
      const bytes = Buffer.from(`message ${n}`);
      const fixed = fixedWidth(sign('sha256', bytes, privateKey));
      assert.ok(fixed !== null && fixed.length === 64);
      assert.ok(verify('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }, fixed));
    }
  });

  it('is refused in any other form than the one', () => {
    const der = (r: number[], s: number[]) => [0x30, r.length + s.length + 4, 2, r.length, ...r, 2, s.length, ...s];
    const one = der([1], [1]);
    assert.ok(fixedWidth(Uint8Array.from(one)) !== null);
    const wrong: readonly number[][] = [
      [],
      [0x30],
      [...one, 0],
      one.slice(0, -1),
      [0x31, ...one.slice(1)],
      [0x30, 0x81, ...one.slice(1)],
      der([0x80], [1]),
      der([0, 1], [1]),
      der([1], [0, 0x7f]),
      der([], [1]),
      der(new Array(33).fill(1), [1]),
      der([0, ...new Array(33).fill(0xff)], [1]),
    ];
    for (const bytes of wrong) assert.equal(fixedWidth(Uint8Array.from(bytes)), null, bytes.join(' '));
  });
});
