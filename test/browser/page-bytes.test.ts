import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { shipped } from '#transaction';
import { openSocket } from '../../src/host/node/socket.ts';
import { production } from '../journey/production.ts';

/** The longest brand a text has room for. */
const brand = 'Amalgamated Mutual of Os';
const issuer = 'https://confirm.amalgamated-mutual.example';
let socket: Awaited<ReturnType<typeof openSocket>>;

before(async () => {
  socket = await openSocket({ host: '127.0.0.1', port: 0, trustedProxies: [] });
  socket.serve(production({ VOICEGRANT_BRAND: brand, VOICEGRANT_ISSUER: issuer }).fetch);
});
after(() => socket.close());

/** Everything that arrives on the connection of a browser that asks for a path, as bytes. */
const arriving = (path: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const line = connect(socket.port, '127.0.0.1', () => {
      line.write(
        `GET ${path} HTTP/1.1\r\nHost: ${new URL(issuer).host}\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\r\n`,
      );
    });
    line.on('data', (chunk) => {
      chunks.push(chunk);
      const all = Buffer.concat(chunks);
      const head = all.indexOf('\r\n\r\n');
      const length = /content-length: (\d+)/i.exec(all.subarray(0, head).toString())?.[1];
      if (head < 0 || all.length < head + 4 + Number(length)) return;
      line.destroy();
      resolve(all);
    });
    line.on('error', reject);
  });

describe('what the caller’s network has to carry', () => {
  for (const { type } of shipped) {
    for (const lang of ['en', 'es']) {
      test(`the page of ${type} in ${lang} is within ten kilobytes on the wire, headers and all`, async (t) => {
        const bytes = await arriving(`/${type}?lang=${lang}`);
        t.diagnostic(`${bytes.length} bytes`);
        assert.match(
          bytes.subarray(0, 1500).toString('latin1'),
          /^HTTP\/1\.1 200 OK\r\n[\s\S]*strict-transport-security/i,
        );
        assert.ok(bytes.length <= 10_240, `${bytes.length} bytes`);
      });
    }
  }

  test('each header is there once, and the page asks for nothing more', async () => {
    const [head = ''] = (await arriving('/add_user')).toString('latin1').split('\r\n\r\n');
    const names = head
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(':')[0]?.toLowerCase());
    assert.equal(new Set(names).size, names.length);
    assert.match(head, /content-type: text\/html; charset=utf-8\r\n/i);
    const page = await production().fetch(new Request('https://confirm.acme.example/add_user'));
    assert.doesNotMatch(await page.text(), /<(script|img|link|iframe)[^>]+(src|href)=|@import|url\(/);
  });
});
