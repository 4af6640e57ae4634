// T-59. Attacker: writes to the socket himself: two lengths, a length and chunks, folded headers, a second request hidden in
// the first; or writes so slowly that he never ends.
// Control: Node's strict parser, no leniency switched on; limits of header size and time (src/host/node/socket.ts).
// Failure would show as a second answer for one request, an accepted ambiguity, or a header made of input.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { createLog } from '#core';
import { patience } from '../../src/host/node/refused.ts';
import { openSocket } from '../../src/host/node/socket.ts';
import { type Installation, install, maria } from '../journey/installation.ts';
import { tell } from './tell.ts';

let house: Installation;
let socket: Awaited<ReturnType<typeof openSocket>>;
before(async () => {
  house = await install();
  socket = await openSocket({ host: '127.0.0.1', port: 0, trustedProxies: [] });
  socket.serve(house.app.fetch);
});
after(() => socket.close());

/** Writes these bytes and reads until the other side closes, or has said nothing more after its answer. */
const raw = (bytes: string): Promise<string> =>
  new Promise((resolve) => {
    const line = connect(socket.port, '127.0.0.1');
    let heard = '';
    let quiet: NodeJS.Timeout | undefined;
    const done = () => {
      line.destroy();
      resolve(heard);
    };
    line.on('data', (data) => {
      heard += data.toString('latin1');
      clearTimeout(quiet);
      quiet = setTimeout(done, 60);
    });
    line.on('close', done);
    line.on('error', done);
    line.write(bytes, 'latin1');
    quiet = setTimeout(done, 1000);
  });

const post = '/offer/decline HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n';
const hidden = 'POST /offer/decline HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n';
const ambiguous: Readonly<Record<string, string>> = {
  'a length and chunks': `POST ${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
  'two lengths': `POST ${post}Content-Length: 0\r\nContent-Length: 4\r\n\r\na=b&${hidden}`,
  'a list of lengths': `POST ${post}Content-Length: 0, 4\r\n\r\na=b&${hidden}`,
  'a signed length': `POST ${post}Content-Length: +4\r\n\r\na=b&${hidden}`,
  'a length in hexadecimal': `POST ${post}Content-Length: 0x4\r\n\r\na=b&`,
  'chunks written oddly': `POST ${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`,
  'chunks and something else': `POST ${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`,
  'chunks twice': `POST ${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n${hidden}`,
  'a space before the colon': `POST ${post}Content-Length : 4\r\n\r\na=b&`,
  'a folded header': `POST ${post}X-Note: a\r\n Content-Length: 4\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n`,
  'a bare line feed in a header': `POST ${post}X-Note: a\nContent-Length: 4\r\n\r\na=b&`,
  'a bare carriage return': `POST ${post}X-Note: a\rContent-Length: 4\r\n\r\na=b&`,
  'a chunk length that overflows': `POST ${post}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\na\r\n0\r\n\r\n`,
  'a chunk without its end': `POST ${post}Transfer-Encoding: chunked\r\n\r\n1\r\nab0\r\n\r\n`,
  'a NUL in a header': `POST ${post}X-Note: a\0b\r\nContent-Length: 0\r\n\r\n`,
  'a header without a name': `POST ${post}: x\r\nContent-Length: 0\r\n\r\n`,
  'no host': 'POST /offer/decline HTTP/1.1\r\nContent-Length: 0\r\n\r\n',
  'two hosts': 'POST /offer/decline HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n',
  'HTTP/2 without being asked': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a method that is none': 'P\0ST / HTTP/1.1\r\nHost: a\r\n\r\n',
  'a method nobody knows': 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n',
  'an address that is none': 'GET * HTTP/1.1\r\nHost: a\r\n\r\n',
  'a host that is none': 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n',
  'an expectation nobody has': 'GET / HTTP/1.1\r\nHost: a\r\nExpect: the-moon\r\n\r\n',
  'a chunk with a long story': `POST ${post}Transfer-Encoding: chunked\r\n\r\n5;${'x'.repeat(20_000)}\r\na=b&c\r\n0\r\n\r\n`,
  'a length among the trailers': `POST ${post}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nContent-Length: 3\r\n\r\n`,
};

for (const [name, bytes] of Object.entries(ambiguous)) {
  test(`${name}: refused, with one answer at most`, async (t) => {
    const heard = await raw(bytes);
    const statuses = [...heard.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
    const accepted = statuses.filter((status) => status < 400);
    assert.ok(statuses.length <= 1, heard);
    // Node itself answers a request without a host, with a status and nothing else.
    if (name === 'no host') return tell(t, 'T-59', 1, accepted.length);
    assert.equal([...heard.matchAll(/^cache-control: no-store\r$/gim)].length, statuses.length, heard);
    assert.equal([...heard.matchAll(/^content-security-policy: /gim)].length, statuses.length, heard);
    tell(t, 'T-59', 1, accepted.length);
  });
}

test('a length that says too little cuts the body off there, and the rest is no request', async (t) => {
  const offer = await house.offered(maria);
  const body = `reason=disowned&pre-authorized_code=${offer.code}`;
  let taken = 0;
  for (const length of [0, 1, 16, body.length - 1]) {
    const heard = await raw(`POST ${post}Content-Length: ${length}\r\n\r\n${body}`);
    const statuses = [...heard.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
    // The answer to what was cut off (a code that is none changes nothing), then 400 for what the rest is.
    if (statuses.length > 2 || (statuses.length === 2 && statuses[1] !== 400)) taken += 1;
  }
  const status = await house.fetch('/offer/status', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `pre-authorized_code=${offer.code}`,
  });
  if (((await status.json()) as { state: string }).state !== 'offered') taken += 1;
  tell(t, 'T-59', 4, taken);
});

test('whoever writes for ever is cut off, in his headers and in his body', async (t) => {
  assert.deepEqual([patience.headersTimeout, patience.requestTimeout], [10_000, 15_000]);
  const impatient = { headersTimeout: 60, requestTimeout: 90, connectionsCheckingInterval: 20 };
  const slow = await openSocket({ host: '127.0.0.1', port: 0, trustedProxies: [] }, impatient);
  slow.serve(house.app.fetch);
  const dripped = (beginning: string, drop: string): Promise<string> =>
    new Promise((resolve) => {
      const line = connect(slow.port, '127.0.0.1');
      let heard = '';
      line.write(beginning);
      const drip = setInterval(() => line.write(drop), 10);
      line.on('data', (data) => {
        heard += data.toString('latin1');
      });
      line.on('error', () => undefined);
      line.on('close', () => {
        clearInterval(drip);
        resolve(heard);
      });
    });
  const heard = await Promise.all([
    dripped('GET / HTTP/1.1\r\nHost: a\r\n', 'X-A: b\r\n'),
    dripped(`POST ${post}Content-Length: 8000\r\n\r\n`, 'a'),
    dripped(`POST ${post}Transfer-Encoding: chunked\r\n\r\n`, '1\r\na\r\n'),
  ]);
  await slow.close();
  // Cut off with 408, or without a word: never served.
  tell(t, 'T-59', heard.length, heard.filter((answer) => /^HTTP\/1\.1 (?!408)/.test(answer)).length);
});

test('a client that hangs up in the middle of its body is a bad request, and no failure of ours', async (t) => {
  const lines: string[] = [];
  const told = await install({
    log: createLog(
      (line) => lines.push(line),
      () => 0,
    ),
  });
  const post = (path: string, type: string, body: ReadableStream) =>
    told.fetch(path, { method: 'POST', headers: { 'content-type': type }, body, duplex: 'half' } as RequestInit);
  const cut = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('a=b'));
        controller.error(new TypeError('terminated'));
      },
    });
  let failed = 0;
  for (const path of ['/oauth/token', '/oauth/revoke', '/offer/status', '/offer/decline']) {
    if ((await post(path, 'application/x-www-form-urlencoded', cut())).status !== 400) failed += 1;
  }
  if ((await post('/phone/handset/calls', 'application/json', cut())).status !== 400) failed += 1;
  assert.deepEqual(
    lines.filter((line) => line.includes('A request failed')),
    [],
  );
  tell(t, 'T-59', 5, failed);
});

test('nothing a client sends comes back in a header', async (t) => {
  const offer = await house.offered(maria);
  const marks = [
    '/add_user%0d%0aX-Mark:1',
    '/%0d%0aX-Mark:1',
    '/?lang=%0d%0aX-Mark:1',
    '/phone/handset/texts?to=%0d%0aX-Mark:1',
  ];
  let injected = 0;
  for (const path of marks) {
    const heard = await raw(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: x-mark\r\nConnection: close\r\n\r\n`,
    );
    if (/^x-mark:|x-mark/im.test(heard.split('\r\n\r\n')[0] ?? '')) injected += 1;
  }
  assert.ok(offer.code.length > 0);
  tell(t, 'T-59', marks.length, injected);
});

test('headers of more than 16 KB are refused, and so is an address of that length', async (t) => {
  const long = [
    `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'a'.repeat(17_000)}\r\n\r\n`,
    `GET /${'a'.repeat(17_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: localhost\r\n${Array.from({ length: 3000 }, (_, at) => `x${at}: 1\r\n`).join('')}\r\n`,
  ];
  let taken = 0;
  for (const bytes of long) if (!/^HTTP\/1\.1 431/.test(await raw(bytes))) taken += 1;
  tell(t, 'T-59', long.length, taken);
});
