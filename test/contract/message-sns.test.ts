// The real SNS client against a server on loopback that answers as SNS does (AWS query protocol, XML).
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { type E164, Secret, type TextId } from '#core';
import { openSns } from '#message/sns/client';

const xml = (body: string) => `<?xml version="1.0"?>${body}`;
const fault = (code: string) =>
  xml(
    `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  );
const accepted = xml(
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>',
);

let next: { status: number; body: string };
const seen: URLSearchParams[] = [];
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  seen.push(new URLSearchParams(Buffer.concat(chunks).toString()));
  response.writeHead(next.status, { 'content-type': 'text/xml' }).end(next.body);
});
let send: (status: number, body: string) => Promise<unknown>;

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'made', secretAccessKey: 'up' };
  const sender = openSns({ endpoint, region: 'eu-west-1', credentials });
  send = (status, body) => {
    next = { status, body };
    const text = {
      id: 'text_AAAAAAAAAAAAAAAAAAAAAA' as TextId,
      to: '+15555550142' as E164,
      body: new Secret('Acme: hello'),
    };
    return sender.send({ ...text, validSeconds: 300 });
  };
});

after(() => {
  server.closeAllConnections();
  server.close();
});

test('a text SNS takes is accepted under its id, and is one transactional message', async () => {
  assert.deepEqual(await send(200, accepted), { result: 'accepted', providerId: 'm-1' });
  const [form] = seen;
  assert.equal(form?.get('PhoneNumber'), '+15555550142');
  assert.equal(form?.get('Message'), 'Acme: hello');
  assert.ok([...(form?.values() ?? [])].includes('Transactional'));
});

test('what SNS refuses is refused with its reason, and is asked for once', async () => {
  const before = seen.length;
  assert.deepEqual(await send(400, fault('OptedOut')), { result: 'refused', reason: 'opted_out' });
  assert.deepEqual(await send(400, fault('Throttled')), { result: 'refused', reason: 'throttled' });
  assert.equal(seen.length, before + 2);
});

test('an answer that is no answer leaves the text unclear, and it is not sent again', async () => {
  const before = seen.length;
  assert.deepEqual(await send(500, 'oops'), { result: 'unknown' });
  assert.equal(seen.length, before + 1);
});
