// T-55. Attacker: sends an empty PIN, or a user id that is a filter, to a directory that answers "success" to empty binds.
// Control: an empty PIN never reaches a provider, twice over; a user id is one filter value (src/identity/guard.ts,
// src/identity/ldap/index.ts). Failure would show as a bind with an empty secret, or a filter with a second meaning.
// (A real directory server: test/contract/identity-ldap.wide.test.ts.)
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { Secret, stoppedClock, systemRandom } from '#core';
import { createLdapVerifier } from '#identity/ldap';
import { tell } from './tell.ts';

/** One LDAP message: its id, its operation's tag, and its bytes. */
const messages = (bytes: Buffer): { id: number; operation: number; body: Buffer }[] => {
  const found = [];
  for (let at = 0; at + 2 < bytes.length; ) {
    const short = (bytes[at + 1] ?? 0) < 128;
    const width = short ? 0 : (bytes[at + 1] ?? 0) & 127;
    const length = short ? (bytes[at + 1] ?? 0) : bytes.readUIntBE(at + 2, width);
    const from = at + 2 + width;
    const body = bytes.subarray(from, from + length);
    found.push({ id: body[2] ?? 0, operation: body[3] ?? 0, body });
    at = from + length;
  }
  return found;
};

/** A directory that says yes to every bind, and finds one entry for every search; keeps what it was asked. */
const gullible = async () => {
  const seen: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      for (const { id, operation, body } of messages(bytes)) {
        seen.push(Buffer.from(body));
        const answer = (tag: number, inside: number[]) =>
          socket.write(Buffer.from([0x30, 5 + inside.length, 2, 1, id, tag, inside.length, ...inside]));
        const success = [0x0a, 1, 0, 4, 0, 4, 0];
        if (operation === 0x60) answer(0x61, success);
        if (operation === 0x63) answer(0x65, success);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { seen, url: `ldap://127.0.0.1:${port}`, close };
};

const open = (url: string) =>
  createLdapVerifier(
    {
      ...{ url, startTls: false, bindDn: 'cn=service', bindSecret: new Secret('service secret') },
      ...{ baseDn: 'dc=acme', userAttribute: 'uid', subjectAttribute: 'entryUUID', phoneAttribute: 'mobile', ca: null },
    },
    { clock: stoppedClock(), random: systemRandom, key: new Secret('a key') },
  );

const ask = (url: string, userId: string, pin: string) => open(url).verify(new Secret(userId), new Secret(pin));

test('an empty PIN is wrong without the directory being asked at all', async (t) => {
  const directory = await gullible();
  const empty = ['', ' ', '   ', '\t', '\n', '\u00a0', '\u2003', '\0', '12\0', '\0\0\0\0\0\0\0\0'];
  let successes = 0;
  for (const pin of empty) if ((await ask(directory.url, '10012345', pin)).verdict !== 'wrong') successes += 1;
  for (const id of ['', '  ', '\t']) if ((await ask(directory.url, id, '48291306')).verdict !== 'wrong') successes += 1;
  assert.equal(directory.seen.length, 0);
  await directory.close();
  tell(t, 'T-55', empty.length + 3, successes);
});

test('a user id is one value of one equality, whatever characters it has', async (t) => {
  const directory = await gullible();
  const ids = [
    '*',
    'a*',
    '*)(uid=*',
    '10012345)(objectClass=*',
    ')(|(uid=*))',
    '\\2a',
    'a,dc=evil',
    '#0401',
    'x\\',
    '&',
    '(&)',
  ];
  let successes = 0;
  for (const id of ids) {
    directory.seen.length = 0;
    const { verdict } = await ask(directory.url, id, '48291306');
    if (verdict === 'verified') successes += 1;
    const search = directory.seen.find((body) => body[3] === 0x63);
    assert.ok(search !== undefined, 'the search was made');
    // equalityMatch (tag 0xa3) of `uid` and the id's exact bytes: RFC 4511 §4.5.1.7.
    const value = Buffer.from(id);
    const wanted = Buffer.concat([
      Buffer.from([0xa3, 7 + value.length, 4, 3]),
      Buffer.from('uid'),
      Buffer.from([4, value.length]),
      value,
    ]);
    assert.ok(search.includes(wanted), `the filter for ${id}`);
  }
  await directory.close();
  tell(t, 'T-55', ids.length, successes);
});

test('over a network in clear no directory is asked', () => {
  assert.throws(() => open('ldap://directory.acme.example'), /TLS/);
});
